package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database is away for a while and comes back; Keycloak is not started anew. */
@Tag("postgres")
class OutageIT {

    private final ServerOnPostgreSql server = ServerOnPostgreSql.get();
    private final String realm = new RealmBuilder()
            .user("alice", RealmBuilder.stockDevice("Red", "secret-red"))
            .user("carol")
            .create(server.admin());
    private final Phone red = Phone.ofKey("secret-red");

    /** A page that is about to be sent, and where one press of its button leads: empty for back to the application. */
    private record Open(HttpVisitor visitor, String action, String leadsTo, String... fields) {

        static Open page(HttpVisitor visitor, String leadsTo, String... fields) {
            return new Open(visitor, visitor.formAction(), leadsTo, fields);
        }

        HttpVisitor send() {
            return visitor.submitTo(action, fields);
        }

        boolean isThere() {
            return leadsTo.isEmpty() ? visitor.isSignedIn() : visitor.html().contains(leadsTo);
        }

        @Override
        public String toString() {
            return leadsTo + " " + Arrays.toString(fields) + ": " + visitor.status() + visitor.html();
        }
    }

    @Test
    void nothing_is_half_done_the_sign_in_says_why_and_what_was_typed_can_be_sent_again() throws Exception {
        HttpVisitor manager = server.visitor(realm, "alice", "&kc_action=MANAGE_MFA_DEVICES");
        manager.submit("otp", red.next());
        String id = server.admin().deviceId(realm, "alice", "Red");
        manager.submit("deviceId", id, "action", "rename");
        HttpVisitor wizard = server.visitor(realm, "carol", "").submit("deviceName", "Blue");
        Phone blue = wizard.phone();
        Open signIn = Open.page(server.visitor(realm, "alice", ""), "", "otp", red.next());
        List<Open> pages = List.of(
                signIn,
                Open.page(manager, "kc-mfa-devices", "deviceId", id, "deviceName", "Lime"),
                Open.page(wizard, "", "code1", blue.next(), "code2", blue.next(), "action", "add"));
        server.database().crash();
        try {
            for (Open page : pages) {
                page.send();
                // before a required action Keycloak asks the database for the session itself, in words of its own
                assertTrue(page.visitor().status() >= 500, page.toString());
            }
            assertEquals(503, signIn.visitor().status(), signIn.toString());
            assertTrue(signIn.visitor().html().contains("cannot reach all that it needs"), signIn.toString());
            Thread.sleep(20_000);
        } finally {
            server.recover();
        }
        for (Open page : pages) {
            page.send();
            if (!page.isThere()) {
                // Keycloak takes a page that it failed at once for answered, and shows it anew
                page.visitor().submit(page.fields());
            }
            assertTrue(page.isThere(), page.toString());
        }
        assertEquals(List.of("Lime"), server.admin().deviceNames(realm, "alice"));
        assertEquals(List.of("Blue"), server.admin().deviceNames(realm, "carol"));
    }
}
