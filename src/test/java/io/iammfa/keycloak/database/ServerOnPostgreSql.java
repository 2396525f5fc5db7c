package io.iammfa.keycloak.database;

import io.iammfa.keycloak.load.Place;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.PostgreSql;
import io.iammfa.keycloak.support.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** The Keycloak with a PostgreSQL of its own, which may crash and tells all that it is told, of the tests of this room. */
record ServerOnPostgreSql(PostgreSql database, KeycloakServer keycloak) implements Place {

    /** More than Keycloak opens for the little that these tests do at once. */
    private static final int CONNECTIONS = 20;

    private static final String DATABASE = "keycloak";

    private static ServerOnPostgreSql server;

    /** The server, started by whoever asks first. */
    static synchronized ServerOnPostgreSql get() {
        if (server == null) {
            server = start("on-postgres", TestServer.PORT + 2);
        }
        return server;
    }

    /** Another one, with further options of its start, which whoever asks for it stops. */
    static ServerOnPostgreSql start(String name, int port, String... more) {
        PostgreSql database = PostgreSql.start(
                "log_statement = 'all'",
                "log_line_prefix = '" + StatementLog.PREFIX + "'",
                // what a commit did not wait for stays in memory: nothing else of PostgreSQL's writes it
                "wal_writer_delay = '10s'",
                "wal_writer_flush_after = '1GB'",
                "wal_level = minimal",
                "max_wal_senders = 0",
                "checkpoint_timeout = '1h'",
                "bgwriter_lru_maxpages = 0",
                "autovacuum = off");
        List<String> options = new ArrayList<>(database.create(DATABASE));
        options.addAll(List.of(more));
        return new ServerOnPostgreSql(
                database,
                TestServer.copy(name, port, options).install(TestServer.jar()).start());
    }

    /** Starts the database again, and waits until Keycloak has found out of each connection that it is gone. */
    void recover() {
        database.restart();
        Instant end = Instant.now().plusSeconds(60);
        List<Callable<Integer>> calls = Collections.nCopies(CONNECTIONS, this::ask);
        try {
            while (!AtOnce.call(calls).stream().allMatch(status -> status == 200)) {
                if (Instant.now().isAfter(end)) {
                    throw new IllegalStateException("Keycloak does not find its database again");
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The status of a call that needs a connection, as its token may, too. */
    private int ask() {
        try {
            return admin().send("GET", "/master/users?search=*", null).statusCode();
        } catch (AssertionError e) {
            return 500;
        }
    }

    void stop() {
        keycloak.stop();
        database.close();
    }

    @Override
    public String url() {
        return keycloak.url();
    }

    @Override
    public String node() {
        return url();
    }

    @Override
    public List<String> query(String sql) {
        return database.query(DATABASE, sql);
    }

    HttpVisitor visitor(String realm, String username, String parameters) {
        return new HttpVisitor(url(), realm).open(parameters).password(username);
    }
}
