package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.Metrics;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wherever Keycloak keeps sessions, sign-ins under way and counts of failures. */
class ModesIT {

    private KeycloakServer server;

    /** In the database alone, which Keycloak knows from 26.7 on; what is used up in memory alone, {@code CrashIT} shows. */
    @Test
    void users_assign_devices_sign_in_prove_them_and_remove_them_without_any_memory_of_the_server_s() {
        server = TestServer.copy(
                        "mode",
                        TestServer.PORT + 8,
                        List.of(
                                "--features=stateless",
                                "--metrics-enabled=true",
                                "--spi-events-listener--mfa-metrics--users-interval=2"))
                .install(TestServer.jar())
                .start();
        try {
            assignsAndSignsIn();
            provesAndRemoves();
            isLocked();
            isCounted();
        } finally {
            server.stop();
        }
    }

    private AdminApi admin() {
        return new AdminApi(server.url());
    }

    private HttpVisitor visitor(String realm, String username, String parameters) {
        return new HttpVisitor(server.url(), realm).open(parameters).password(username);
    }

    private void assignsAndSignsIn() {
        String realm = new RealmBuilder().user("alice").create(admin());
        HttpVisitor wizard = visitor(realm, "alice", "");
        Phone phone = wizard.assign("Phone");
        assertTrue(wizard.isSignedIn(), wizard.html());
        HttpVisitor signIn = visitor(realm, "alice", "").submit("otp", phone.again());
        assertTrue(signIn.html().contains("kc-otp-login-form"), signIn.html());
        assertTrue(signIn.submit("otp", phone.next()).isSignedIn(), signIn.html());
        assertFalse(visitor(realm, "alice", "").submit("otp", phone.again()).isSignedIn());
    }

    private void provesAndRemoves() {
        String realm = new RealmBuilder().passwordOnly().owner("bob").create(admin());
        String red = admin().deviceId(realm, "bob", "Red");
        HttpVisitor bob =
                visitor(realm, "bob", "&kc_action=MANAGE_MFA_DEVICES").submit("deviceId", red, "action", "remove");
        bob.submit("otp", "000000");
        assertTrue(bob.html().contains("kc-mfa-proof-form"), bob.html());
        bob.submit("otp", Phone.ofKey("secret-green").next());
        assertTrue(bob.html().contains("kc-mfa-remove-form"), bob.html());
        bob.submit("deviceId", red);
        assertEquals(List.of("Green"), admin().deviceNames(realm, "bob"));
    }

    /** Whose turn it is to count is in the database, too. */
    private void isCounted() {
        Metrics metrics = new Metrics(server, new RealmBuilder().owner("dave").create(admin()));
        metrics.await(1, "keycloak_mfa_users", "state", "more");
        admin().delete("/" + metrics.realm() + "/mfa-devices/" + admin().deviceId(metrics.realm(), "dave", "Red"));
        metrics.await(1, "keycloak_mfa_users", "state", "one");
    }

    private void isLocked() {
        String realm = new RealmBuilder().lockedAfter(2).owner("carol").create(admin());
        HttpVisitor carol = visitor(realm, "carol", "");
        for (int i = 1; i <= 2; i++) {
            carol.submit("otp", "000000");
        }
        assertFalse(carol.submit("otp", Phone.ofKey("secret-red").next()).isSignedIn(), carol.html());
    }
}
