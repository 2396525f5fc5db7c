package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path of Keycloak's own to an OTP credential, in a realm that opted in, as docs/otp-paths.md lists them. */
class StockPathsIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone red = Phone.ofKey("secret-red");

    private static RealmBuilder users() {
        return new RealmBuilder().owner("alice").user("carol");
    }

    private static String user(String realm, String username) {
        return "/" + realm + "/users/" + ADMIN.userId(realm, username);
    }

    @Nested
    class Setting_a_device_up {

        @Test
        void as_the_required_action_Configure_OTP_is_the_wizard_after_a_proof() {
            String realm = TestServer.create(users().passwordOnly());
            for (String username : List.of("alice", "carol")) {
                ADMIN.put(user(realm, username), Map.of("requiredActions", List.of("CONFIGURE_TOTP")));
            }
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").sees("kc-mfa-proof-form");
                alice.page().fill("#otp", red.next());
                alice.page().click("#kc-mfa-prove");
                alice.name("green").seesError("deviceName", "already have");
                alice.assign("Blue");
                alice.isSignedIn();
            }
            try (Visitor carol = new Visitor(realm)) {
                carol.open().password("carol").assign("Phone");
                carol.isSignedIn();
            }
            assertEquals(List.of("Blue", "Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            assertEquals(3 + 1, TestServer.rows(realm).size());
        }

        @Test
        void goes_on_with_recovery_codes_where_the_action_says_so() {
            String realm = TestServer.create(users().secondFactor("conditional-user-configured", "REQUIRED")
                    .secondFactor("mfa-device-form", "ALTERNATIVE")
                    .secondFactor("auth-recovery-authn-code-form", "ALTERNATIVE"));
            ADMIN.put(
                    "/" + realm + "/authentication/required-actions/CONFIGURE_TOTP/config",
                    Map.of("config", Map.of("add-recovery-codes", "true")));
            try (Visitor carol = new Visitor(realm)) {
                carol.open("&kc_action=CONFIGURE_TOTP").password("carol").assign("Phone");
                assertThat(carol.page().locator("#kcRecoveryCodesConfirmationCheck"))
                        .isVisible();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"auth-otp-form", "auth-conditional-otp-form"})
        void is_the_wizard_where_keycloak_s_own_form_meets_a_user_without_one(String authenticator) {
            String realm = TestServer.create(users().secondFactor(authenticator, "REQUIRED"));
            try (Visitor carol = new Visitor(realm)) {
                carol.open().password("carol").assign("Phone");
                carol.isSignedIn();
            }
            assertEquals(List.of("Phone"), ADMIN.deviceNames(realm, "carol"));
            assertEquals(1, TestServer.rows(realm).size(), "the two of alice, who did nothing yet, have none");
        }

        @Test
        void after_a_forgotten_password_is_the_wizard_and_the_mail_is_no_proof() {
            try (Mailbox mailbox = new Mailbox()) {
                String realm = TestServer.create(users().mailsTo(mailbox).set("resetPasswordAllowed", true));
                try (Visitor thief = new Visitor(realm)) {
                    thief.open();
                    thief.page().getByText("Forgot Password?").click();
                    thief.page().fill("#username", "alice");
                    thief.page().locator("[type=submit]").click();
                    thief.page().navigate(mailbox.await(1).get(0).link());
                    thief.sees("kc-mfa-proof-form");
                    thief.page().fill("#otp", "000000");
                    thief.page().click("#kc-mfa-prove");
                    thief.seesError("otp", "Invalid authenticator code");
                }
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            }
        }
    }

    @Nested
    class Verifying_a_code {

        @ParameterizedTest
        @ValueSource(strings = {"auth-otp-form", "auth-conditional-otp-form"})
        void with_keycloak_s_own_form_keeps_the_watermark_and_the_drift(String authenticator) {
            String realm = TestServer.create(new RealmBuilder()
                    .user("carol")
                    .set("otpPolicyLookAheadWindow", 1)
                    .secondFactor(authenticator, "REQUIRED"));
            Phone slow;
            long used;
            try (Visitor carol = new Visitor(realm)) {
                carol.open().password("carol").name("Phone").sees("kc-mfa-codes-form");
                slow = carol.scan().clockOffBySteps(-50);
                used = slow.now();
                carol.codes(slow.code(used - 1), slow.code(used)).isSignedIn();
            }
            try (Visitor carol = new Visitor(realm)) {
                carol.open().password("carol");
                Phone right = slow.clockOffBySteps(0);
                for (String refused : List.of(right.code(right.now()), slow.code(used - 1), slow.code(used))) {
                    carol.page().fill("#otp", refused);
                    carol.page().click("#kc-login");
                    assertThat(carol.page().locator("body")).containsText("Invalid authenticator code");
                }
                carol.code(slow.code(Math.max(used + 1, slow.now()))).isSignedIn();
            }
        }
    }

    @Nested
    class An_admin {

        @Test
        void renames_a_device_under_a_name_that_is_free() {
            String realm = TestServer.create(users());
            String green =
                    user(realm, "alice") + "/credentials/" + ADMIN.deviceId(realm, "alice", "Green") + "/userLabel";
            assertEquals(409, label(green, "rED"));
            assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            assertEquals(204, label(green, "Lime"));
            assertEquals(List.of("Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                alice.page().getByLabel("Red").check();
                alice.code(red.next());
                alice.name("LIME").seesError("deviceName", "already have");
                alice.assign("Green");
                alice.isSignedIn();
            }
            assertEquals(List.of("Green", "Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        private int label(String path, String label) {
            return Http.api(
                            "PUT",
                            TestServer.get().url() + "/admin/realms" + path,
                            ADMIN.accessToken(),
                            label,
                            "text/plain")
                    .statusCode();
        }

        @Test
        void deletes_a_device_and_its_place_is_free_at_once() {
            String realm = TestServer.create(users().policy("max-devices", "2"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                alice.page().getByLabel("Red").check();
                alice.code(red.next());
                assertThat(alice.page().locator("#kc-mfa-limit")).isVisible();
                assertEquals(2, TestServer.rows(realm).size());
                ADMIN.delete(user(realm, "alice") + "/credentials/" + ADMIN.deviceId(realm, "alice", "Green"));
                assertEquals(1, TestServer.rows(realm).size());
                alice.page().reload();
                alice.sees("kc-mfa-name-form").assign("Blue");
                alice.isSignedIn();
            }
        }

        @Test
        void who_disables_the_credential_type_changes_no_device() {
            String realm = TestServer.create(users());
            ADMIN.put(user(realm, "alice") + "/disable-credential-types", List.of("otp"));
            assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @Test
        void who_changes_the_order_leaves_the_watermarks_alone() {
            String realm = TestServer.create(users());
            String code = red.next();
            assertTrue(new HttpVisitor(realm)
                    .open("")
                    .password("alice")
                    .submit("otp", code, "selectedCredentialId", ADMIN.deviceId(realm, "alice", "Red"))
                    .isSignedIn());
            ADMIN.post(
                    user(realm, "alice") + "/credentials/" + ADMIN.deviceId(realm, "alice", "Green") + "/moveToFirst",
                    Map.of());
            assertFalse(new HttpVisitor(realm)
                    .open("")
                    .password("alice")
                    .submit("otp", code, "selectedCredentialId", ADMIN.deviceId(realm, "alice", "Red"))
                    .isSignedIn());
        }

        @Test
        void restores_users_with_the_devices_they_had_and_then_the_rules_hold() {
            String realm = TestServer.create(users().policy("max-devices", "2"));
            List<Map<String, Object>> credentials = new ArrayList<>();
            credentials.add(Map.of("type", "password", "value", "dave"));
            for (String name : List.of("One", "Two", "Three")) {
                credentials.add(new HashMap<>(RealmBuilder.stockDevice(name, "secret-" + name)));
            }
            Map<String, Object> dave = Map.of(
                    "username", "dave",
                    "enabled", true,
                    "email", "dave@example.com",
                    "firstName", "Dave",
                    "lastName", "Test",
                    "credentials", credentials);
            ADMIN.post("/" + realm + "/users", dave);
            assertEquals(3, ADMIN.devices(realm, "dave").size());
            ADMIN.delete(user(realm, "dave"));
            ADMIN.post("/" + realm + "/partialImport", Map.of("ifResourceExists", "FAIL", "users", List.of(dave)));
            assertEquals(3, ADMIN.devices(realm, "dave").size());
            try (Visitor visitor = new Visitor(realm)) {
                visitor.open("&kc_action=ASSIGN_MFA_DEVICE").password("dave");
                visitor.page().getByLabel("Two").check();
                visitor.code(Phone.ofKey("secret-Two").next());
                assertThat(visitor.page().locator("#kc-mfa-limit")).isVisible();
            }
        }
    }

    @Nested
    class Resetting_OTP_by_mail {

        @ParameterizedTest
        @CsvSource({"Remove none, 2", "Remove all, 0"})
        void removes_what_the_realm_s_admin_chose_and_then_leads_to_the_wizard(String choice, int left) {
            try (Mailbox mailbox = new Mailbox()) {
                String realm = TestServer.create(users().mailsTo(mailbox).set("resetPasswordAllowed", true));
                configureReset(realm, choice);
                try (Visitor alice = new Visitor(realm)) {
                    alice.open();
                    alice.page().getByText("Forgot Password?").click();
                    alice.page().fill("#username", "alice");
                    alice.page().locator("[type=submit]").click();
                    alice.page().navigate(mailbox.await(1).get(0).link());
                    alice.sees(left == 0 ? "kc-mfa-name-form" : "kc-mfa-proof-form");
                }
                assertEquals(left, ADMIN.devices(realm, "alice").size());
                if (left == 0) {
                    assertTrue(TestServer.rows(realm).isEmpty());
                }
            }
        }

        private void configureReset(String realm, String choice) {
            for (JsonNode execution : ADMIN.get("/" + realm + "/authentication/flows/reset%20credentials/executions")) {
                if ("reset-otp".equals(execution.path("providerId").asText())) {
                    ADMIN.post(
                            "/" + realm + "/authentication/executions/"
                                    + execution.get("id").asText() + "/config",
                            Map.of("alias", "reset", "config", Map.of("action_on_otp_reset_flag", choice)));
                }
            }
        }
    }

    @Nested
    class The_consoles {

        @Test
        void account_console_lists_the_devices_and_leads_to_their_page_and_to_the_removal_after_a_proof() {
            String realm = TestServer.create(users());
            try (Visitor alice = new Visitor(realm)) {
                alice.page()
                        .navigate(TestServer.get().url() + "/realms/" + realm + "/account/account-security/signing-in");
                alice.password("alice");
                alice.page().getByLabel("Red").check();
                alice.code(red.next());
                Locator page = alice.page()
                        .locator("#page-signing-in, .pf-v5-c-page__main, main")
                        .first();
                assertThat(page).containsText("Authenticator app");
                assertThat(page.getByText("Set up Authenticator app")).hasCount(1);
                assertThat(page).containsText("Green");
                alice.screenshot("account-console");
                alice.page()
                        .locator("[data-testid='otp/create'], #otp-set-up, [id*='otp-set-up']")
                        .first()
                        .click();
                alice.sees("kc-mfa-devices");
                alice.page().click("#kc-mfa-done");
                alice.page().waitForURL(Pattern.compile(".*/account/.*"));
                assertThat(page).containsText("Green");
            }
        }

        @Test
        void account_console_leads_who_has_no_device_to_the_wizard_and_the_table_then_tells_what_was_done() {
            String realm = TestServer.create(new RealmBuilder()
                    .secondFactor("conditional-user-configured", "REQUIRED")
                    .secondFactor("mfa-device-form", "REQUIRED")
                    .user("nora"));
            try (Visitor nora = new Visitor(realm)) {
                nora.page()
                        .navigate(TestServer.get().url() + "/realms/" + realm + "/account/account-security/signing-in");
                nora.password("nora");
                nora.page()
                        .locator("[data-testid='otp/create'], #otp-set-up, [id*='otp-set-up']")
                        .first()
                        .click();
                nora.sees("kc-mfa-name-form").assign("Work phone");
                nora.sees("kc-mfa-devices");
                assertThat(nora.page().locator("[role=status]")).containsText("“Work phone” was added");
                nora.page().click("#kc-mfa-done");
                nora.page().waitForURL(Pattern.compile(".*/account/.*"));
                assertThat(nora.page().locator("main").first()).containsText("Work phone");
            }
        }

        @Test
        void enabling_the_one_required_action_brings_the_page_for_devices_along() {
            String realm = TestServer.create(new RealmBuilder().notOptedIn());
            String actions = "/" + realm + "/authentication/required-actions";
            ADMIN.post(
                    "/" + realm + "/authentication/register-required-action",
                    Map.of("providerId", "ASSIGN_MFA_DEVICE", "name", "Assign MFA device"));
            assertTrue(ADMIN.get(actions + "/MANAGE_MFA_DEVICES").get("enabled").asBoolean());
            // an admin who does not want it has the last word
            JsonNode manage = ADMIN.get(actions + "/MANAGE_MFA_DEVICES");
            Map<String, Object> changed = new HashMap<>();
            manage.properties().forEach(field -> changed.put(field.getKey(), field.getValue()));
            changed.put("enabled", false);
            ADMIN.put(actions + "/MANAGE_MFA_DEVICES", changed);
            assertFalse(
                    ADMIN.get(actions + "/MANAGE_MFA_DEVICES").get("enabled").asBoolean());
        }
    }
}
