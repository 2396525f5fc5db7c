package io.iammfa.keycloak.performance;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.PostgreSql;
import io.iammfa.keycloak.support.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Two Keycloaks side by side on one PostgreSQL, in production mode: as it comes, and with the jar. */
final class Servers implements AutoCloseable {

    private static final String[] BUILD = {"--db=postgres", "--cache=local"};

    private final PostgreSql database = PostgreSql.start();
    private final KeycloakServer stock = copy("stock", TestServer.PORT + 6);
    private final KeycloakServer withJar = copy("with-jar", TestServer.PORT + 7).install(TestServer.jar());

    private KeycloakServer copy(String name, int port) {
        return TestServer.copy(
                name,
                port,
                Stream.concat(
                                // what it stores its data in is said when it is built
                                database.create(name).stream().filter(option -> !option.startsWith("--db=")),
                                Stream.of("--http-enabled=true", "--hostname-strict=false"))
                        .toList());
    }

    String url(boolean jar) {
        return (jar ? withJar : stock).url();
    }

    AdminApi admin(boolean jar) {
        return new AdminApi(url(jar));
    }

    List<KeycloakServer> both() {
        return List.of(stock, withJar);
    }

    /** How long one takes to build. */
    Duration build(KeycloakServer server) {
        Instant begin = Instant.now();
        server.build(BUILD);
        return Duration.between(begin, Instant.now());
    }

    /** How long one takes to start, until it serves. */
    Duration start(KeycloakServer server) {
        Instant begin = Instant.now();
        server.start();
        return Duration.between(begin, Instant.now());
    }

    @Override
    public void close() {
        both().forEach(KeycloakServer::stop);
        database.close();
    }
}
