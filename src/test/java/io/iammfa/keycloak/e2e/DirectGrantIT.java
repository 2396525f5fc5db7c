package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A developer who signs in with a command, as with AWS's {@code sts get-session-token}. */
@Tag("older")
class DirectGrantIT {

    private static final AdminApi ADMIN = TestServer.admin();

    /** More than the other tests miss: Keycloak counts behind its answers, at times a success before a failure. */
    private static final int LOCKED_AFTER = 9;

    private static RealmBuilder devices() {
        return new RealmBuilder()
                .lockedAfter(LOCKED_AFTER)
                .user(
                        "alice",
                        RealmBuilder.stockDevice("Red", "secret-red"),
                        RealmBuilder.stockDevice("Green phone", "secret-green"))
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"))
                .user("carol");
    }

    private static String realm(String authenticator, RealmBuilder builder) {
        return TestServer.create(builder.directGrant(authenticator));
    }

    private static HttpResponse<String> grant(String realm, String user, String... more) {
        return Tokens.password(TestServer.get().url(), realm, user, more);
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return AdminApi.JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode accepted(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        return Tokens.claims(json(response).get("access_token").asText());
    }

    /** The OAuth error that Keycloak's own authenticator answers with. */
    private static void assertRefused(HttpResponse<String> response) {
        assertEquals(400, response.statusCode(), response.body());
        assertEquals("invalid_grant", json(response).get("error").asText());
        assertEquals(
                "Invalid user credentials",
                json(response).get("error_description").asText());
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class With_mfa_direct_grant {

        private final Phone red = Phone.ofKey("secret-red");
        private final Phone green = Phone.ofKey("secret-green");
        private String realm;

        @BeforeAll
        void createRealm() {
            realm = realm("mfa-direct-grant", devices());
        }

        @Test
        void a_code_of_the_named_device_is_accepted_by_name_or_id_and_of_any_device_without() {
            assertEquals(
                    "Green phone",
                    accepted(grant(realm, "alice", "totp", green.next(), "mfa_device", " green PHONE"))
                            .get("mfa_device_name")
                            .asText());
            accepted(grant(
                    realm, "alice", "totp", green.next(), "mfa_device", ADMIN.deviceId(realm, "alice", "Green phone")));
            JsonNode token = accepted(grant(realm, "alice", "totp", red.next()));
            assertEquals(
                    ADMIN.deviceId(realm, "alice", "Red"),
                    token.get("mfa_device_id").asText());
            assertEquals(
                    ADMIN.deviceId(realm, "alice", "Red"),
                    ADMIN.events(realm, "LOGIN")
                            .get(0)
                            .at("/details/selected_credential_id")
                            .asText());
            assertRefused(grant(realm, "alice", "totp", red.again()));
            accepted(grant(realm, "alice", "otp", red.next()));
        }

        @Test
        void a_code_of_another_device_of_another_user_s_or_none_is_refused_as_keycloak_does() {
            Phone bob = Phone.ofKey("secret-bob");
            assertRefused(grant(realm, "alice", "totp", green.next(), "mfa_device", "Red"));
            assertRefused(
                    grant(realm, "alice", "totp", bob.next(), "mfa_device", ADMIN.deviceId(realm, "bob", "Bob’s")));
            assertRefused(grant(realm, "alice", "totp", "abc", "mfa_device", "No such device"));
            accepted(grant(realm, "alice", "totp", green.next()));
        }

        @Test
        void a_user_without_a_device_is_refused() {
            assertRefused(grant(realm, "carol", "totp", "123456"));
            assertRefused(grant(realm, "carol"));
        }

        @Test
        void each_refusal_is_one_failure_and_a_locked_user_stays_out() {
            Phone bob = Phone.ofKey("secret-bob");
            for (int i = 1; i <= LOCKED_AFTER; i++) {
                assertRefused(grant(realm, "bob", "totp", "00000" + i));
                ADMIN.countsFailures(realm, "bob", i);
            }
            assertTrue(grant(realm, "bob", "totp", bob.next()).statusCode() >= 400);
        }
    }

    @Nested
    class With_keycloak_s_own_authenticator {

        @Test
        void the_watermark_and_the_drift_hold_too() {
            String realm = realm("direct-grant-validate-otp", devices());
            Phone bob = Phone.ofKey("secret-bob");
            String older = bob.next();
            String code = bob.next();
            accepted(grant(realm, "bob", "totp", code));
            for (String used : List.of(code, older)) {
                HttpResponse<String> refusal = grant(realm, "bob", "totp", used);
                assertEquals("invalid_grant", json(refusal).get("error").asText(), refusal.body());
            }
            accepted(grant(realm, "bob", "totp", bob.next()));
        }
    }

    @Nested
    class In_a_realm_that_did_not_opt_in {

        @Test
        void the_authenticator_signs_nobody_in_and_the_log_says_why() {
            String realm = realm("mfa-direct-grant", devices().notOptedIn());
            HttpResponse<String> response =
                    grant(realm, "bob", "totp", Phone.ofKey("secret-bob").next());
            assertRefused(response);
            assertFalse(response.body().contains("access_token"));
            assertTrue(TestServer.get().logText().contains("Realm '" + realm + "': the flow has \"MFA device\""));
        }
    }
}
