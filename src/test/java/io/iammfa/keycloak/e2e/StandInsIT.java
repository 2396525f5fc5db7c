package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.LinkedAccount;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keycloak's own actions that could stand in for a device, or change who can, ask who owns a device for it first. */
class StandInsIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone red = Phone.ofKey("secret-red");

    /** A realm in which the password alone signs users in, who may link accounts of another realm. */
    private static RealmBuilder passwordOnly() {
        return realm().passwordOnly().action("idp_link").action("UPDATE_EMAIL").action("delete_account");
    }

    private static RealmBuilder realm() {
        return new RealmBuilder()
                .set(
                        "identityProviders",
                        List.of(LinkedAccount.provider(TestServer.get().url(), "nowhere")))
                .owner("alice")
                .user("carol");
    }

    private static String create(RealmBuilder builder) {
        String realm = TestServer.create(builder);
        for (String user : List.of("alice", "carol")) {
            mayDeleteAccount(realm, user);
        }
        return realm;
    }

    private static void mayDeleteAccount(String realm, String user) {
        String account = ADMIN.get("/" + realm + "/clients?clientId=account")
                .get(0)
                .get("id")
                .asText();
        ADMIN.post(
                "/" + realm + "/users/" + ADMIN.userId(realm, user) + "/role-mappings/clients/" + account,
                List.of(ADMIN.get("/" + realm + "/clients/" + account + "/roles/delete-account")));
    }

    private static List<String> credentials(String realm, String user) {
        return StreamSupport.stream(
                        ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, user) + "/credentials")
                                .spliterator(),
                        false)
                .map(credential -> credential.get("type").asText())
                .sorted()
                .toList();
    }

    private static HttpVisitor at(String realm, String action, String user) {
        return new HttpVisitor(realm).open("&kc_action=" + action).password(user);
    }

    private static void saveRecoveryCodes(HttpVisitor visitor) {
        visitor.submit(
                "generatedRecoveryAuthnCodes",
                visitor.hidden("generatedRecoveryAuthnCodes"),
                "generatedAt",
                visitor.hidden("generatedAt"),
                "userLabel",
                "Recovery codes");
    }

    @Nested
    class A_session_with_the_password_alone {

        @ParameterizedTest
        @CsvSource({
            "CONFIGURE_RECOVERY_AUTHN_CODES, generatedRecoveryAuthnCodes",
            "idp_link:elsewhere,             kc-link-text",
            "webauthn-register,              registerWebAuthn",
            "webauthn-register-passwordless, registerWebAuthn",
            "UPDATE_EMAIL,                   kc-update-email-form",
            "delete_account,                 kc-deleteaccount-form",
        })
        void is_asked_for_a_device_before_Keycloak_s_own_page(String action, String page) {
            String realm = create(passwordOnly());
            HttpVisitor alice = at(realm, action, "alice");
            assertTrue(alice.html().contains("kc-mfa-proof-form"), alice.html());
            assertFalse(alice.html().contains(page));
            alice.submit("continue", "true", "email", "thief@example.com");
            assertTrue(alice.html().contains("kc-mfa-proof-form"), alice.html());
            alice.submit("otp", "000000");
            assertTrue(alice.html().contains("Invalid authenticator code"), alice.html());
            assertFalse(alice.html().contains(page));
            alice.submit("otp", red.next());
            assertTrue(alice.html().contains(page), alice.html());
            alice.submit("cancel-aia", "true");
            assertTrue(alice.isSignedIn(), alice.html());
            assertTrue(alice.url().contains("kc_action_status=cancelled"), alice.url());
            assertEquals(List.of("otp", "otp", "password"), credentials(realm, "alice"));
            assertEquals(
                    "invalid_user_credentials",
                    ADMIN.events(realm, "CUSTOM_REQUIRED_ACTION_ERROR").stream()
                            .filter(event -> "proof"
                                    .equals(event.at("/details/mfa_operation").asText()))
                            .findFirst()
                            .orElseThrow()
                            .get("error")
                            .asText());
        }

        @Test
        void gets_recovery_codes_after_the_proof_alone() {
            String realm = create(passwordOnly());
            HttpVisitor alice = at(realm, "CONFIGURE_RECOVERY_AUTHN_CODES", "alice");
            alice.submit("generatedRecoveryAuthnCodes", "A,B", "generatedAt", "1", "userLabel", "Mine");
            assertTrue(alice.html().contains("kc-mfa-proof-form"), alice.html());
            assertEquals(List.of("otp", "otp", "password"), credentials(realm, "alice"));
            alice.submit("otp", red.next());
            saveRecoveryCodes(alice);
            assertTrue(alice.isSignedIn(), alice.html());
            assertTrue(alice.url().contains("kc_action_status=success"), alice.url());
            assertEquals(List.of("otp", "otp", "password", "recovery-authn-codes"), credentials(realm, "alice"));
        }

        @Test
        void is_asked_when_the_first_device_came_up_while_the_page_was_open() {
            String realm = create(passwordOnly());
            HttpVisitor thief = at(realm, "CONFIGURE_RECOVERY_AUTHN_CODES", "carol");
            HttpVisitor carol = at(realm, "ASSIGN_MFA_DEVICE", "carol");
            carol.submit("deviceName", "Phone");
            Phone phone = carol.phone();
            carol.submit("code1", phone.next(), "code2", phone.next());
            assertTrue(carol.isSignedIn());
            saveRecoveryCodes(thief);
            assertTrue(thief.html().contains("kc-mfa-proof-form"), thief.html());
            assertEquals(List.of("otp", "password"), credentials(realm, "carol"));
        }

        @Test
        void is_asked_by_an_action_that_an_admin_requires() {
            String realm = create(passwordOnly());
            ADMIN.put(
                    "/" + realm + "/users/" + ADMIN.userId(realm, "alice"),
                    Map.of("requiredActions", List.of("CONFIGURE_RECOVERY_AUTHN_CODES")));
            HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
            assertTrue(alice.html().contains("kc-mfa-proof-form"), alice.html());
            alice.submit("otp", red.next());
            saveRecoveryCodes(alice);
            assertTrue(alice.isSignedIn(), alice.html());
        }

        @Test
        void goes_on_where_Keycloak_s_own_action_has_nothing_to_show() {
            String realm = create(passwordOnly());
            HttpVisitor alice = at(realm, "idp_link:unknown", "alice");
            alice.submit("otp", red.next());
            assertTrue(alice.isSignedIn(), alice.html());
            assertTrue(alice.url().contains("kc_action_status=error"), alice.url());
            assertEquals(1, ADMIN.events(realm, "LOGIN").size());
        }

        @Test
        void is_not_asked_where_Keycloak_s_own_action_skips_itself() {
            String realm = create(passwordOnly().user("dave", SecurityKey.usb().stored("Key")));
            HttpVisitor dave = at(realm, "webauthn-register:skip_if_exists", "dave");
            assertTrue(dave.isSignedIn(), dave.html());
        }

        @ParameterizedTest
        @CsvSource({
            "CONFIGURE_RECOVERY_AUTHN_CODES, generatedRecoveryAuthnCodes",
            "idp_link:elsewhere,             kc-link-text",
            "webauthn-register,              registerWebAuthn",
            "webauthn-register-passwordless, registerWebAuthn",
            "UPDATE_EMAIL,                   kc-update-email-form",
            "delete_account,                 kc-deleteaccount-form",
        })
        void sees_Keycloak_s_own_page_at_once_where_the_user_owns_no_device(String action, String page) {
            HttpVisitor carol = at(create(passwordOnly()), action, "carol");
            assertTrue(carol.html().contains(page), carol.html());
        }

        @ParameterizedTest
        @CsvSource({
            "CONFIGURE_RECOVERY_AUTHN_CODES, generatedRecoveryAuthnCodes",
            "idp_link:elsewhere,             kc-link-text",
            "webauthn-register,              registerWebAuthn",
        })
        void sees_Keycloak_s_own_page_at_once_in_a_realm_that_did_not_opt_in(String action, String page) {
            String realm = create(realm().notOptedIn());
            HttpVisitor alice = at(realm, action, "alice");
            alice.submit(
                    "otp",
                    red.next(),
                    "selectedCredentialId",
                    ADMIN.devices(realm, "alice").get(0).get("id").asText());
            assertTrue(alice.html().contains(page), alice.html());
        }
    }

    @Nested
    class A_proof {

        @Test
        void a_sign_in_with_a_device_is_the_proof() {
            String realm = create(realm().action("idp_link"));
            HttpVisitor alice = at(realm, "idp_link:elsewhere", "alice");
            alice.submit(
                    "otp",
                    red.next(),
                    "selectedCredentialId",
                    ADMIN.devices(realm, "alice").stream()
                            .filter(device ->
                                    "Red".equals(device.get("userLabel").asText()))
                            .findFirst()
                            .orElseThrow()
                            .get("id")
                            .asText());
            assertTrue(alice.html().contains("kc-link-text"), alice.html());
        }

        @Test
        void the_link_of_a_mail_is_no_proof() {
            try (Mailbox mailbox = new Mailbox()) {
                String realm = create(passwordOnly().mailsTo(mailbox));
                ADMIN.put(
                        "/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/execute-actions-email",
                        List.of("CONFIGURE_RECOVERY_AUTHN_CODES"));
                try (Visitor thief = new Visitor(realm)) {
                    thief.followMail(mailbox.await(1).get(0).link());
                    thief.sees("kc-mfa-proof-form");
                }
                assertEquals(List.of("otp", "otp", "password"), credentials(realm, "alice"));
            }
        }
    }

    @Nested
    class An_account_elsewhere {

        private final LinkedAccount elsewhere =
                new LinkedAccount(TestServer.get().url(), ADMIN);
        private final String realm = elsewhere.realm(passwordOnly());

        @Test
        void is_linked_after_the_proof() {
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=idp_link:elsewhere").password("alice").sees("kc-mfa-proof-form");
                prove(alice, red.next());
                alice.page().click("#kc-continue");
                alice.password("mallory").isSignedIn();
                assertTrue(alice.page().url().contains("kc_action_status=success"));
            }
            assertEquals(List.of("mallory"), elsewhere.linked(realm, "alice"));
        }

        @Test
        void is_not_linked_once_the_proof_is_void() {
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=idp_link:elsewhere").password("alice");
                prove(alice, red.next());
                alice.page().click("#kc-continue");
                alice.page().locator("#username").waitFor();
                ADMIN.devices(realm, "alice").stream()
                        .filter(device -> "Red".equals(device.get("userLabel").asText()))
                        .forEach(device -> ADMIN.delete("/" + realm + "/users/" + ADMIN.userId(realm, "alice")
                                + "/credentials/" + device.get("id").asText()));
                alice.password("mallory");
                assertThat(alice.page().locator("body")).containsText("Sign in with an MFA device first");
            }
            assertEquals(List.of(), elsewhere.linked(realm, "alice"));
            assertEquals(
                    "mfa_proof_missing",
                    ADMIN.events(realm, "FEDERATED_IDENTITY_LINK_ERROR")
                            .get(0)
                            .get("error")
                            .asText());
        }

        @Test
        void is_linked_without_one_by_who_owns_no_device() {
            try (Visitor carol = new Visitor(realm)) {
                carol.open("&kc_action=idp_link:elsewhere").password("carol");
                carol.page().click("#kc-continue");
                carol.password("mallory").isSignedIn();
            }
            assertEquals(List.of("mallory"), elsewhere.linked(realm, "carol"));
        }
    }

    @Nested
    class The_endpoint_for_applications_that_link_accounts {

        private final KeycloakServer server = TestServer.talkative();

        @Test
        void links_for_a_session_that_proved_a_device_alone() throws GeneralSecurityException {
            LinkedAccount elsewhere = new LinkedAccount(server.url(), new AdminApi(server.url()));
            String realm = elsewhere.realm(passwordOnly());
            try (Visitor thief = new Visitor(server.url(), realm)) {
                thief.open().password("alice");
                thief.page().navigate(link(realm, thief.token()));
                thief.password("mallory");
                assertThat(thief.page().locator("body")).containsText("Sign in with an MFA device first");
                assertEquals(List.of(), elsewhere.linked(realm, "alice"));
            }
            try (Visitor alice = new Visitor(server.url(), realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                prove(alice, Phone.ofKey("secret-red").next());
                alice.page().click("#kc-mfa-cancel");
                alice.page().navigate(link(realm, alice.token()));
                alice.password("mallory");
                assertThat(alice.page().locator("body")).containsText(realm);
            }
            assertEquals(List.of("mallory"), elsewhere.linked(realm, "alice"));
        }

        private String link(String realm, JsonNode token) throws GeneralSecurityException {
            String signed = "nonce" + token.get("sid").asText() + "app" + "elsewhere";
            String hash = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(signed.getBytes(StandardCharsets.UTF_8)));
            return server.url() + "/realms/" + realm + "/broker/elsewhere/link?client_id=app&nonce=nonce&hash=" + hash
                    + "&redirect_uri=" + server.url() + "/realms/" + realm;
        }
    }

    private static void prove(Visitor visitor, String code) {
        visitor.page().fill("#otp", code);
        visitor.page().click("#kc-mfa-prove");
    }
}
