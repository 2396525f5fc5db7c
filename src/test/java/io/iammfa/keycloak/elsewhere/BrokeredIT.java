package io.iammfa.keycloak.elsewhere;

import static io.iammfa.keycloak.elsewhere.LdapRealm.assertShows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.LinkedAccount;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Users who sign in at an identity provider. */
class BrokeredIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final LinkedAccount ELSEWHERE =
            new LinkedAccount(TestServer.get().url(), ADMIN);
    private static final String PROVIDER = ELSEWHERE.elsewhere("mallory", "alice");

    private static String realm(RealmBuilder builder) {
        return builder.set(
                        "identityProviders",
                        List.of(LinkedAccount.provider(TestServer.get().url(), PROVIDER)))
                .create(ADMIN);
    }

    private static void askAfterwards(String realm) {
        new Flows(realm).ofOne("after elsewhere", "mfa-device-form");
        Map<String, Object> provider =
                new HashMap<>(LinkedAccount.provider(TestServer.get().url(), PROVIDER));
        provider.put("postBrokerLoginFlowAlias", "after elsewhere");
        ADMIN.put("/" + realm + "/identity-provider/instances/elsewhere", provider);
    }

    /** A browser that comes back from the identity provider. */
    private static HttpVisitor signIn(String realm, String username, String parameters) {
        return LinkedAccount.choose(new HttpVisitor(realm).open(parameters)).password(username);
    }

    @Nested
    class Without_a_flow_after_the_provider {

        private final String realm = realm(new RealmBuilder());

        @Test
        void the_wizard_enrols_and_the_provider_s_word_is_enough_from_then_on() {
            new Flows(realm).optIn(true);
            LdapRealm.enrol(signIn(realm, "mallory", ""), "Phone");
            assertEquals(List.of("Phone"), ADMIN.deviceNames(realm, "mallory"));
            assertTrue(signIn(realm, "mallory", "").isSignedIn());
        }

        @Test
        void a_change_of_devices_takes_the_proof_of_one() {
            Phone phone = LdapRealm.enrol(signIn(realm, "mallory", "&kc_action=ASSIGN_MFA_DEVICE"), "Phone");
            HttpVisitor browser = signIn(realm, "mallory", "&kc_action=ASSIGN_MFA_DEVICE");
            assertShows(browser, "kc-mfa-proof-form");
            browser.submit("otp", phone.again());
            assertShows(browser, "kc-mfa-proof-form");
            browser.submit("otp", phone.next());
            assertShows(browser, "kc-mfa-name-form");
        }
    }

    @Nested
    class With_a_flow_after_the_provider {

        private final String realm = realm(new RealmBuilder());

        @Test
        void the_device_is_asked_for_each_time() {
            askAfterwards(realm);
            Phone phone = LdapRealm.enrol(signIn(realm, "mallory", ""), "Phone");
            HttpVisitor browser = signIn(realm, "mallory", "");
            assertShows(browser, "kc-otp-login-form");
            assertFalse(browser.submit("otp", phone.again()).isSignedIn(), "a used code");
            assertFalse(browser.submit("otp", "000000").isSignedIn(), "a wrong code");
            assertTrue(browser.submit("otp", phone.next()).isSignedIn(), browser.html());
            // that was a proof
            browser = signIn(realm, "mallory", "&kc_action=ASSIGN_MFA_DEVICE");
            browser.submit("otp", phone.next());
            assertShows(browser, "kc-mfa-name-form");
        }
    }

    @Nested
    class An_account_that_is_linked_at_the_first_sign_in {

        private final String realm = realm(new RealmBuilder().owner("alice"));

        @Test
        void takes_the_password_and_a_device_where_keycloak_s_flow_is_as_it_comes() {
            HttpVisitor browser = signIn(realm, "alice", "").submit("submitAction", "linkAccount");
            browser.submit("username", "alice", "password", "alice");
            assertShows(browser, "kc-otp-login-form");
            assertFalse(browser.submit("otp", "000000").isSignedIn());
            assertEquals(List.of(), ELSEWHERE.linked(realm, "alice"));
            Phone phone = Phone.ofKey("secret-red");
            browser.submit("selectedCredentialId", ADMIN.deviceId(realm, "alice", "Red"), "otp", phone.next());
            assertTrue(browser.isSignedIn(), browser.html());
            assertEquals(List.of("alice"), ELSEWHERE.linked(realm, "alice"));
            browser = new HttpVisitor(realm).open("").password("alice");
            browser.submit("selectedCredentialId", ADMIN.deviceId(realm, "alice", "Red"), "otp", phone.again());
            assertFalse(browser.isSignedIn(), "a used code");
        }
    }

    @Nested
    class The_log_of_a_realm_that_opts_in {

        @Test
        void names_the_providers_after_which_no_device_is_asked_for() {
            String realm = realm(new RealmBuilder().notOptedIn());
            new Flows(realm).optIn(false);
            assertTrue(warning(realm).contains("identity provider 'elsewhere' (no flow after it)"), warning(realm));
        }

        @Test
        void does_not_name_those_after_which_one_is() {
            String realm = realm(new RealmBuilder().notOptedIn());
            askAfterwards(realm);
            new Flows(realm).optIn(false);
            assertFalse(warning(realm).contains("'elsewhere'"), warning(realm));
        }

        @Test
        void names_a_flow_after_them_that_asks_for_something_else() {
            String realm = realm(new RealmBuilder().notOptedIn());
            askAfterwards(realm);
            new Flows(realm).ofOne("deny", "deny-access-authenticator");
            Map<String, Object> provider =
                    new HashMap<>(LinkedAccount.provider(TestServer.get().url(), PROVIDER));
            provider.put("postBrokerLoginFlowAlias", "deny");
            ADMIN.put("/" + realm + "/identity-provider/instances/elsewhere", provider);
            new Flows(realm).optIn(false);
            assertTrue(warning(realm).contains("identity provider 'elsewhere' (no device in 'deny')"), warning(realm));
        }

        private static String warning(String realm) {
            return TestServer.get()
                    .logText()
                    .lines()
                    .filter(line -> line.contains("Realm '" + realm + "': not every flow"))
                    .findFirst()
                    .orElse("");
        }
    }
}
