package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.LinkedAccount;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An admin who acts as a user changes none of that user's devices. */
class ImpersonationIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static RealmBuilder passwordOnly() {
        return new RealmBuilder()
                .passwordOnly()
                .action("idp_link")
                .set(
                        "identityProviders",
                        List.of(LinkedAccount.provider(TestServer.get().url(), "nowhere")))
                .user("alice", RealmBuilder.stockDevice("Red", "secret-red"))
                .user("carol");
    }

    /** Has applications ask for an action in however old a session. */
    private static void ofAnyAge(String realm, String action) {
        ADMIN.put(
                "/" + realm + "/authentication/required-actions/" + action + "/config",
                Map.of("config", Map.of("max_auth_age", String.valueOf(Integer.MAX_VALUE), "warning_threshold", "4")));
    }

    private static HttpVisitor acting(HttpVisitor browser, String realm, String user) {
        return browser.impersonate(ADMIN.userId(realm, user));
    }

    private static int credentials(String realm, String user) {
        return ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, user) + "/credentials")
                .size();
    }

    private static void assertRefused(HttpVisitor admin) {
        assertTrue(admin.html().contains("kc-mfa-impersonated"), admin.html());
        assertFalse(admin.html().contains("otpauth:"));
    }

    @Nested
    class An_action_that_is_required_of_the_user {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ASSIGN_MFA_DEVICE",
                    "CONFIGURE_TOTP",
                    "MANAGE_MFA_DEVICES",
                    "webauthn-register",
                    "webauthn-register-passwordless",
                    "CONFIGURE_RECOVERY_AUTHN_CODES",
                    "idp_link",
                })
        void is_refused_by_name_of_the_admin_and_nothing_is_written(String action) {
            String realm = TestServer.create(passwordOnly());
            ADMIN.put(
                    "/" + realm + "/users/" + ADMIN.userId(realm, "carol"), Map.of("requiredActions", List.of(action)));
            HttpVisitor admin = acting(new HttpVisitor(realm), realm, "carol").open("");
            assertRefused(admin);
            admin.submit("deviceName", "Mine", "generatedRecoveryAuthnCodes", "A", "generatedAt", "1");
            assertRefused(admin);
            admin.submit("code1", "111111", "code2", "222222");
            assertRefused(admin);
            JsonNode event = ADMIN.events(realm, "CUSTOM_REQUIRED_ACTION_ERROR").get(0);
            assertEquals("mfa_impersonated", event.get("error").asText());
            assertEquals("admin", event.at("/details/impersonator").asText());
            assertEquals(action, event.at("/details/custom_required_action").asText());
            assertEquals(ADMIN.userId(realm, "carol"), event.get("userId").asText());
            admin.submit("action", "leave");
            assertTrue(admin.url().contains("error=access_denied"), admin.url() + admin.html());
            assertEquals(1, credentials(realm, "carol"));
        }

        @Test
        void is_the_user_s_again_after_a_sign_in_of_their_own() {
            String realm = TestServer.create(passwordOnly());
            acting(new HttpVisitor(realm), realm, "carol");
            HttpVisitor carol =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("carol");
            assertTrue(carol.html().contains("kc-mfa-name-form"), carol.html());
        }
    }

    @Nested
    class An_action_that_an_application_asks_for {

        @Test
        void is_left_by_the_page_s_button() {
            String realm = TestServer.create(passwordOnly());
            ofAnyAge(realm, "MANAGE_MFA_DEVICES");
            HttpVisitor admin = acting(new HttpVisitor(realm), realm, "alice").open("&kc_action=MANAGE_MFA_DEVICES");
            assertRefused(admin);
            admin.submit("cancel-aia", "true");
            assertTrue(admin.isSignedIn(), admin.html());
        }

        @Test
        void deletes_no_device_even_where_no_proof_is_required() {
            String realm = TestServer.create(passwordOnly().policy("proof-required", "false"));
            ofAnyAge(realm, "delete_credential");
            String red = ADMIN.devices(realm, "alice").get(0).get("id").asText();
            HttpVisitor admin =
                    acting(new HttpVisitor(realm), realm, "alice").open("&kc_action=delete_credential:" + red);
            assertRefused(admin);
            admin.submit("deviceId", red);
            assertRefused(admin);
            assertEquals(2, credentials(realm, "alice"));
        }

        @Test
        void is_refused_too_in_a_browser_that_had_opened_the_sign_in_page_before_and_in_the_session_after_that() {
            String realm = TestServer.create(passwordOnly());
            ofAnyAge(realm, "MANAGE_MFA_DEVICES");
            ofAnyAge(realm, "ASSIGN_MFA_DEVICE");
            HttpVisitor admin = acting(new HttpVisitor(realm).open(""), realm, "carol");
            assertRefused(admin.open("&kc_action=MANAGE_MFA_DEVICES"));
            admin.submit("cancel-aia", "true");
            assertTrue(admin.isSignedIn(), admin.html());
            assertRefused(admin.open("&kc_action=ASSIGN_MFA_DEVICE"));
            admin.submit("deviceName", "Mine");
            assertRefused(admin);
        }

        @Test
        void of_Keycloak_s_own_leaves_the_admin_s_mark_on_the_session() {
            String realm = TestServer.create(passwordOnly().action("UPDATE_PASSWORD"));
            ofAnyAge(realm, "ASSIGN_MFA_DEVICE");
            HttpVisitor admin = acting(new HttpVisitor(realm).open(""), realm, "carol");
            ADMIN.put(
                    "/" + realm + "/users/" + ADMIN.userId(realm, "carol"),
                    Map.of("requiredActions", List.of("UPDATE_PASSWORD")));
            admin.open("").submit("password-new", "carol", "password-confirm", "carol");
            assertTrue(admin.isSignedIn(), admin.html());
            assertRefused(admin.open("&kc_action=ASSIGN_MFA_DEVICE"));
        }

        @Test
        void is_as_ever_in_a_realm_that_did_not_opt_in() {
            String realm = TestServer.create(passwordOnly().notOptedIn());
            ofAnyAge(realm, "CONFIGURE_RECOVERY_AUTHN_CODES");
            HttpVisitor admin =
                    acting(new HttpVisitor(realm), realm, "carol").open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES");
            assertTrue(admin.html().contains("generatedRecoveryAuthnCodes"), admin.html());
        }
    }

    @Nested
    class The_account_REST_API {

        @Test
        void deletes_no_device_even_where_no_proof_is_required() {
            String realm = TestServer.create(passwordOnly().policy("proof-required", "false"));
            HttpVisitor admin = acting(new HttpVisitor(realm), realm, "alice").open("");
            assertTrue(admin.isSignedIn(), admin.html());
            String token = Tokens.redeem(TestServer.get().url(), realm, admin.url());
            String red = ADMIN.devices(realm, "alice").get(0).get("id").asText();
            assertEquals(400, account("DELETE", realm, red, token, null));
            assertEquals(
                    "Red", ADMIN.devices(realm, "alice").get(0).get("userLabel").asText());
        }

        private int account(String method, String realm, String path, String token, String body) {
            return Http.api(
                            method,
                            TestServer.get().url() + "/realms/" + realm + "/account/credentials/" + path,
                            token,
                            body)
                    .statusCode();
        }
    }
}
