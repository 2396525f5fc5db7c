package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Tag("database")
class LifecycleIT {

    private static final AdminApi ADMIN = TestServer.admin();

    @Test
    @EnabledIfSystemProperty(
            named = "keycloak.database",
            matches = ".+",
            disabledReason = "without one the server of all tests keeps its database in memory; "
                    + "the gate runs this on PostgreSQL and MariaDB")
    void a_used_code_stays_used_after_a_restart_of_the_server() {
        String realm =
                TestServer.create(new RealmBuilder().user("alice", RealmBuilder.stockDevice("Phone", "secret-alice")));
        Phone phone = Phone.ofKey("secret-alice");
        assertTrue(new HttpVisitor(realm)
                .open("")
                .password("alice")
                .submit("otp", phone.next())
                .isSignedIn());

        TestServer.get().stop();
        TestServer.get().start();

        HttpVisitor alice = new HttpVisitor(realm).open("").password("alice").submit("otp", phone.again());
        assertFalse(alice.isSignedIn());
        assertTrue(alice.submit("otp", phone.next()).isSignedIn());
    }

    @Test
    void a_user_who_is_removed_takes_the_rows_along_and_so_does_a_realm() {
        RealmBuilder builder = new RealmBuilder().user("alice").user("bob");
        String realm = TestServer.create(builder);
        String realmId = ADMIN.get("/" + realm).get("id").asText();
        for (String user : List.of("alice", "bob")) {
            try (Visitor visitor = new Visitor(realm)) {
                visitor.open().password(user).assign("Phone");
                visitor.isSignedIn();
            }
        }
        assertEquals(2, TestServer.rowsOfId(realmId).size());
        ADMIN.delete("/" + realm + "/users/" + ADMIN.userId(realm, "alice"));
        assertEquals(1, TestServer.rowsOfId(realmId).size());
        ADMIN.delete("/" + realm);
        assertEquals(0, TestServer.rowsOfId(realmId).size());
    }
}
