package io.iammfa.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The one Keycloak that all tests of a run share. */
public final class TestServer {

    /** Where it listens; the ten ports after it are for servers that a test has for itself. */
    public static final int PORT = Integer.getInteger("test.port", 18080);

    /** Pages and what belongs to them are kept, as in production, where development mode would read them for each page. */
    private static final List<String> OPTIONS = List.of(
            "--spi-theme--cache-themes=true",
            "--spi-theme--cache-templates=true",
            "--spi-theme--static-max-age=2592000",
            // a test types faster than Keycloak counts, which by itself refuses the user until the last try is counted
            "--spi-brute-force-protector--default-brute-force-detector--allow-concurrent-requests=true",
            // it counts one try after the other: of two that it counts at once neither may lock the user
            "--spi-executors-default-bruteforce-min=1",
            "--spi-executors-default-bruteforce-max=1",
            // the admin's password, which most tests send
            "--spi-password-hashing--argon2--iterations=1",
            "--spi-password-hashing--argon2--memory=8");

    /**
     * Those of the one of all tests; the others show that nothing needs metrics. Users are not counted: that brings
     * devices from before into the lists, which tests want to see done by something else. Reminders come at once.
     */
    private static final List<String> BACKGROUND = List.of(
            "--metrics-enabled=true",
            "--spi-events-listener--mfa-metrics--users-interval=86400",
            "--spi-events-listener--mfa-reminders--interval=1");

    private static KeycloakServer server;
    private static KeycloakServer talkative;
    private static Database database;

    private TestServer() {}

    /** The server, started by whoever asks first. */
    public static synchronized KeycloakServer get() {
        if (server == null) {
            server = copyInMemory().install(jar()).install(providers()).start();
        }
        return server;
    }

    /** Nobody starts the one of all tests a second time, so that its database need not be on a disk. */
    private static KeycloakServer copyInMemory() {
        List<String> database =
                System.getProperty("keycloak.database", "").isEmpty() ? List.of("--db=dev-mem") : place("main");
        return copy(
                "main",
                PORT,
                Stream.concat(database.stream(), BACKGROUND.stream()).toList());
    }

    /** One more, built alike, which logs all it can and lets applications link accounts as the other must not. */
    public static synchronized KeycloakServer talkative() {
        if (talkative == null) {
            talkative = get().sibling(
                            "talkative",
                            PORT + 9,
                            "--log-level=INFO,io.iammfa:debug,org.keycloak:debug",
                            "--spi-login-protocol--openid-connect--allow-client-initiated-account-linking=true")
                    .start();
        }
        return talkative;
    }

    /** A server of its own for a test that changes what is installed. */
    public static synchronized KeycloakServer copy(String name, int port) {
        return copy(name, port, place(name));
    }

    /** The options that say where a server stores its data, if the run says that. */
    private static List<String> place(String name) {
        String wanted = System.getProperty("keycloak.database", "");
        if (database == null && !wanted.isEmpty()) {
            database = Database.named(wanted);
        }
        return database == null ? List.of() : database.create(name);
    }

    /** The same with further options of its start, such as those of a {@link Database}. */
    public static KeycloakServer copy(String name, int port, List<String> options) {
        return copy("keycloak.distribution", name, port, options);
    }

    /** A server of the oldest version that the jar runs on, whatever the version of this run is. */
    public static KeycloakServer oldest(String name, int port, List<String> options) {
        return copy("keycloak.distribution.oldest", name, port, options);
    }

    private static KeycloakServer copy(String distribution, String name, int port, List<String> options) {
        Stream<String> ofAll =
                Stream.of(System.getProperty("keycloak.options", "").split("\\s+"));
        KeycloakServer copy = KeycloakServer.copy(
                Path.of(System.getProperty(distribution)),
                work().resolve(name),
                port,
                Stream.of(
                                OPTIONS.stream(),
                                Stream.of("--vault=file", "--vault-dir=" + vault()),
                                ofAll.filter(option -> !option.isEmpty()),
                                options.stream())
                        .flatMap(Function.identity())
                        .toArray(String[]::new));
        String more = System.getProperty("keycloak.more.providers", "");
        if (!more.isEmpty()) {
            Folders.copy(Path.of(more), work().resolve(name).resolve("providers"));
        }
        return copy;
    }

    /** The folder of the vault of all servers. */
    static Path vault() {
        return Folders.of(work().resolve("vault"));
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

    /** Removes all realms but Keycloak's own, where a server was started. */
    static synchronized void removeRealms() {
        if (server == null) {
            return;
        }
        for (JsonNode realm : admin().get("?briefRepresentation=true")) {
            String name = realm.get("realm").asText();
            if (!name.equals("master")) {
                admin().delete("/" + name);
            }
        }
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

    /** All that the database holds, as a dump of it would show. */
    public static String dump() {
        return new HttpVisitor("master").text("/realms/master/mfa-rows/dump");
    }

    /** The providers of the tests themselves, for a server of its own. */
    public static Path providers() {
        return TestProviderJar.write(work());
    }

    /** Moves the server's clock, and the phones' with it, until that is closed. */
    public static MovedClock moveClock(long seconds) {
        return new MovedClock(get().url()).by(seconds);
    }

    private static Path work() {
        return Path.of(System.getProperty("keycloak.work"));
    }
}
