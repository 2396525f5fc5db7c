package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Database;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.MariaDb;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.PostgreSql;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keycloak starts with the jar on databases in all conditions. */
class StartIT {

    private static final List<String> TABLES =
            List.of("MFA_DEVICE", "MFA_DEVICE_TAG", "MFA_OWNER", "MFA_PASS", "MFA_QUARANTINE", "MFA_TOKEN");

    private static KeycloakServer keycloak(String name, Database database, String... more) {
        List<String> options = new ArrayList<>(database.create(name));
        options.addAll(Arrays.asList(more));
        return TestServer.copy(name, TestServer.PORT + 3, options).install(TestServer.jar());
    }

    private static void signsIn(KeycloakServer keycloak) {
        String realm = new RealmBuilder()
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"))
                .create(new AdminApi(keycloak.url()));
        HttpVisitor bob = new HttpVisitor(keycloak.url(), realm).open("").password("bob");
        bob.submit("otp", Phone.ofKey("secret-bob").next());
        assertTrue(bob.isSignedIn(), bob.html());
    }

    @Test
    @Tag("mariadb")
    void after_starts_that_failed_half_way() {
        try (MariaDb database = MariaDb.start()) {
            KeycloakServer keycloak = keycloak("leftovers", database);
            // what drafts of the jar left, without a word in the list of what was applied
            database.query(
                    "leftovers",
                    "create table MFA_DEVICE (REALM_ID varchar(36), NAME_KEY text);"
                            + " create table MFA_DEVICE_TAG (REALM_ID varchar(36), TAG_KEY_FOLDED varchar(128))");
            try {
                keycloak.start();
                List<String> whole = description(database);
                assertTrue(whole.stream().anyMatch(line -> line.contains("|UK_MFA_DEVICE_NAME|")), whole.toString());
                signsIn(keycloak);
                keycloak.stop();
                // as if the start had ended between any two of its statements, and before it noted the last one
                database.query("leftovers", "drop table MFA_DEVICE_TAG; drop index UK_MFA_DEVICE_NAME on MFA_DEVICE");
                String log = database.query(
                                "leftovers",
                                "select table_name from information_schema.tables where table_schema = 'leftovers'"
                                        + " and table_name like 'DATABASECHANGELOG_MFA%'")
                        .get(0);
                database.query("leftovers", "delete from " + log + " where ID not in ('mfa-owner')");
                keycloak.start();
                assertEquals(whole, description(database));
                signsIn(keycloak);
            } finally {
                keycloak.stop();
            }
        }
    }

    /** Columns and indexes of the tables. */
    private static List<String> description(MariaDb database) {
        String tables = " where table_schema = 'leftovers' and table_name like 'MFA%'";
        List<String> lines = new ArrayList<>(database.query(
                "leftovers",
                "select table_name, index_name, column_name, seq_in_index, non_unique"
                        + " from information_schema.statistics" + tables + " order by 1, 2, 4"));
        lines.addAll(database.query(
                "leftovers",
                "select table_name, column_name, column_type, is_nullable from information_schema.columns" + tables
                        + " order by 1, 2"));
        return lines;
    }

    @Test
    @Tag("postgres")
    void in_a_schema_with_capitals_and_a_hyphen_and_removes_users_even_without_the_tables() {
        try (PostgreSql database = PostgreSql.start()) {
            KeycloakServer keycloak = keycloak("schema", database, "--db-schema=Key-Cloak");
            database.query("schema", "create schema \"Key-Cloak\"");
            try {
                keycloak.start();
                assertEquals(
                        TABLES.stream()
                                .map(table -> "Key-Cloak|" + table.toLowerCase())
                                .toList(),
                        database.query(
                                "schema",
                                "select table_schema, table_name from information_schema.tables"
                                        + " where table_name like 'mfa%' order by 2"));
                signsIn(keycloak);
                keycloak.stop();
                // as where the admin of the database has yet to run what a new jar asks for
                for (String table : TABLES) {
                    database.query("schema", "drop table \"Key-Cloak\"." + table.toLowerCase() + " cascade");
                }
                keycloak.start();
                assertTrue(keycloak.logText().contains("no realm can use MFA devices"));
                AdminApi admin = new AdminApi(keycloak.url());
                String realm = new RealmBuilder().notOptedIn().user("carol").create(admin);
                admin.delete("/" + realm + "/users/" + admin.userId(realm, "carol"));
                admin.delete("/" + realm);
                assertFalse(admin.get("").toString().contains(realm));
            } finally {
                keycloak.stop();
            }
        }
    }
}
