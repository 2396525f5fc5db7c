package io.iammfa.keycloak.support;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The one Keycloak that all tests of a run share. */
public final class TestServer {

    /** Where it listens; the ten ports after it are for servers that a test has for itself. */
    public static final int PORT = Integer.getInteger("test.port", 18080);

    private static KeycloakServer server;

    private TestServer() {}

    /** The server, started by whoever asks first. */
    public static synchronized KeycloakServer get() {
        if (server == null) {
            server = copy("main", PORT)
                    .install(jar())
                    .install(TestProviderJar.write(work()))
                    .start();
        }
        return server;
    }

    /** A server of its own for a test that changes what is installed. */
    public static KeycloakServer copy(String name, int port, String... more) {
        String options = System.getProperty("keycloak.options", "").strip();
        return KeycloakServer.copy(
                Path.of(System.getProperty("keycloak.distribution")),
                work().resolve(name),
                port,
                Stream.concat(Stream.of(options.split("\\s+")).filter(option -> !option.isEmpty()), Stream.of(more))
                        .toArray(String[]::new));
    }

    /** The jar under test. */
    public static Path jar() {
        return Path.of(System.getProperty("keycloak.provider.jar"));
    }

    public static AdminApi admin() {
        return new AdminApi(get().url());
    }

    /** Creates a realm and returns its name. */
    public static String create(RealmBuilder realm) {
        return realm.create(admin());
    }

    /** What the side table holds of a realm: a line a device with slot, drift and watermark. */
    public static List<String> rows(String realm) {
        return rowsOfId(admin().get("/" + realm).get("id").asText());
    }

    /** The same for a realm that may be gone. */
    public static List<String> rowsOfId(String realmId) {
        return new HttpVisitor("master")
                .text("/realms/master/mfa-rows?realm=" + realmId)
                .lines()
                .toList();
    }

    private static Path work() {
        return Path.of(System.getProperty("keycloak.work"));
    }
}
