package io.iammfa.keycloak.cluster;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.PostgreSql;
import io.iammfa.keycloak.support.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three nodes of Keycloak in production mode on one PostgreSQL, which find each other by it. To browsers they are one
 * server, whose address no node has: each request goes to the node that a test chooses, as a load balancer would.
 */
final class Cluster {

    static final int NODES = 3;

    /** Every how many seconds users are counted, for metrics. */
    static final int USERS_INTERVAL = 4;

    private static final int BALANCER = TestServer.PORT + 4;

    private static Cluster cluster;

    private final PostgreSql database = PostgreSql.start("max_connections = 400");
    private final List<KeycloakServer> nodes = new ArrayList<>();

    private Cluster() {
        List<String> place = database.create("cluster");
        KeycloakServer first = TestServer.copy("node-1", BALANCER + 1, options(place, 1))
                .install(TestServer.jar())
                .build("--db=postgres", "--cache=ispn", "--metrics-enabled=true");
        nodes.add(first);
        for (int number = 2; number <= NODES; number++) {
            nodes.add(first.sibling(
                    "node-" + number, BALANCER + number, options(place, number).toArray(String[]::new)));
        }
        nodes.forEach(KeycloakServer::start);
    }

    /** The cluster, started by whoever asks first. */
    static synchronized Cluster get() {
        if (cluster == null) {
            cluster = new Cluster();
        }
        return cluster;
    }

    private static List<String> options(List<String> place, int number) {
        return Stream.concat(
                        // what it stores its data in was said when it was built
                        place.stream().filter(option -> !option.startsWith("--db=")),
                        Stream.of(
                                "--http-enabled=true",
                                "--hostname=" + url(),
                                "--spi-events-listener--mfa-metrics--users-interval=" + USERS_INTERVAL,
                                "--spi-events-listener--mfa-reminders--interval=1",
                                "--cache-embedded-network-bind-address=127.0.0.1",
                                "--cache-embedded-network-bind-port=" + (BALANCER + 100 + number)))
                .toList();
    }

    /** The address that browsers have. */
    static String url() {
        return "http://localhost:" + BALANCER;
    }

    PostgreSql database() {
        return database;
    }

    KeycloakServer node(int number) {
        return nodes.get(number);
    }

    /** Keycloak's admin API by one of the nodes. */
    AdminApi admin(int number) {
        return new AdminApi(node(number).url());
    }

    /** A browser, the requests of which one of the nodes answers. */
    HttpVisitor visitor(String realm, int number) {
        return new HttpVisitor(url(), realm).via(node(number).url());
    }

    /** The numbers of the nodes. */
    static List<Integer> numbers() {
        return IntStream.range(0, NODES).boxed().toList();
    }
}
