package io.iammfa.keycloak.support;

import java.util.List;

/** A private database server: on a port of its own, with data that is gone when it is closed. */
public sealed interface Database extends AutoCloseable permits PostgreSql, MariaDb {

    /** The one that Maven's {@code test.database} names. */
    static Database named(String name) {
        return switch (name) {
            case "postgres" -> PostgreSql.start();
            case "mariadb" -> MariaDb.start();
            default -> throw new IllegalArgumentException("test.database is postgres, mariadb or empty, not " + name);
        };
    }

    /** Creates an empty database; returns the options of a Keycloak that stores its data there. */
    List<String> create(String database);

    /** Runs SQL as superuser; returns the rows, columns separated by {@code |}. */
    List<String> query(String database, String sql);

    /** Ends the server at once, as a power cut would: nothing is flushed. */
    void crash();

    /** Starts it again on the same data. */
    void restart();

    /** What the server has logged. */
    String log();

    @Override
    void close();
}
