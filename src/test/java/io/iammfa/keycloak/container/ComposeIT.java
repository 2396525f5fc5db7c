package io.iammfa.keycloak.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes in production mode on PostgreSQL, behind one address. */
@Tag("image")
class ComposeIT {

    @Test
    void a_device_assigned_through_one_node_signs_in_through_the_other_which_refuses_used_codes() {
        try (Compose compose = Compose.up()) {
            for (String service : List.of("postgres", "keycloak", "keycloak-2", "balancer")) {
                assertEquals("healthy", compose.health(service), service);
            }
            String first = compose.node("keycloak");
            String second = compose.node("keycloak-2");
            AdminApi admin = new AdminApi(compose.url());
            admin.post("/demo/clients", Map.of("clientId", "app", "publicClient", true, "redirectUris", List.of("*")));

            // so that the phone need not wait for its next code, nor Alice after a wrong one
            admin.put(
                    "/demo",
                    Map.of("otpPolicyType", "totp", "otpPolicyLookAheadWindow", 10, "bruteForceProtected", false));

            HttpVisitor wizard = visitor(compose).via(first).open("").password("alice");
            wizard.submit("deviceName", "Alice’s phone");
            Phone phone = wizard.phone();
            String code1 = phone.next();
            String code2 = phone.next();
            wizard.submit("code1", code1, "code2", code2, "action", "add");
            assertTrue(wizard.isSignedIn(), wizard.html());
            assertEquals(List.of("Alice’s phone"), admin.deviceNames("demo", "alice"));

            HttpVisitor signIn = visitor(compose).via(second).open("").password("alice");
            for (String used : List.of(code1, code2)) {
                signIn.submit("otp", used);
                assertTrue(signIn.html().contains("kc-otp-login-form"), signIn.html());
            }
            String third = phone.next();
            assertTrue(signIn.submit("otp", third).isSignedIn(), signIn.html());
            HttpVisitor again = visitor(compose).via(first).open("").password("alice");
            assertFalse(again.submit("otp", third).isSignedIn(), "a code holds once");

            // browsers know one address, and nobody tells them which node answers
            assertTrue(signsIn(compose, phone.next()));
            compose.stop("keycloak");
            assertTrue(signsIn(compose, phone.next()));
            assertFalse(signsIn(compose, phone.again()), "a code holds once");
        }
    }

    private static boolean signsIn(Compose compose, String code) {
        HttpVisitor browser = visitor(compose).open("").password("alice");
        assertTrue(browser.html().contains("kc-otp-login-form"), browser.html());
        return browser.submit("otp", code).isSignedIn();
    }

    private static HttpVisitor visitor(Compose compose) {
        return new HttpVisitor(compose.url(), "demo");
    }
}
