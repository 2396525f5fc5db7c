package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.MariaDb;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the tests of databases stand on. */
@Tag("mariadb")
class MariaDbIT {

    @Test
    void keeps_what_was_committed_over_a_crash_and_has_the_isolation_that_it_was_started_with() {
        try (MariaDb server = MariaDb.start("--transaction-isolation=SERIALIZABLE")) {
            assertTrue(server.create("one").toString().contains("/one?transactionIsolation=READ-COMMITTED"));
            assertTrue(server.create("two", "").toString().contains("/two, "));
            server.query("one", "create table t (n int, name varchar(8))");
            server.query("one", "insert into t values (1, unhex('F09F9491'))");
            server.query("one", "start transaction; insert into t values (2, 'two')");
            server.crash();
            server.restart();
            assertEquals(List.of("1|1|🔑"), server.query("one", "select count(*), max(n), max(name) from t"));
            assertEquals(List.of("SERIALIZABLE"), server.query("two", "select @@tx_isolation"));
            assertTrue(server.log().contains("Starting crash recovery"), server.log());
        }
    }
}
