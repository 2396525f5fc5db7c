package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.PostgreSql;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the tests of databases stand on. */
@Tag("postgres")
class PostgreSqlIT {

    @Test
    void keeps_what_was_committed_over_a_crash_save_where_the_commit_did_not_wait() {
        try (PostgreSql server = PostgreSql.start("wal_writer_delay = '10s'", "log_statement = 'all'")) {
            assertTrue(server.create("one").toString().contains("/one"));
            server.query("one", "create table t (n int)");
            server.query("one", "insert into t values (1)");
            server.query("one", "set synchronous_commit = off; insert into t values (2)");
            assertEquals(List.of("2|2"), server.query("one", "select count(*), max(n) from t"));
            server.crash();
            server.restart();
            assertEquals(List.of("1|1"), server.query("one", "select count(*), max(n) from t"));
            assertTrue(server.log().contains("insert into t values (2)"));
            assertTrue(server.log().contains("automatic recovery in progress"));
        }
    }
}
