package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who owns a device proves one before any is changed. */
class ProofIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone red = Phone.ofKey("secret-red");

    /** A realm in which the password alone signs users in. */
    private static RealmBuilder passwordOnly() {
        return new RealmBuilder().passwordOnly().owner("alice").user("carol");
    }

    @Nested
    class A_session_with_the_password_alone {

        @ParameterizedTest
        @CsvSource({
            "rename,  kc-mfa-rename-form",
            "resync,  kc-mfa-resync-form",
            "replace, kc-mfa-codes-form",
            "remove,  kc-mfa-remove-form",
        })
        void is_asked_for_a_code_before_each_operation_and_then_goes_on_with_it(String action, String form) {
            String realm = TestServer.create(passwordOnly());
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice").sees("kc-mfa-devices");
                alice.press("Green", action);
                alice.sees("kc-mfa-proof-form");
                assertThat(alice.page().locator("#otp")).isFocused();
                alice.prove("000000");
                alice.seesError("otp", "Invalid authenticator code");
                alice.prove(red.next());
                alice.sees(form);
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
                alice.page().locator("#kc-mfa-back, #kc-mfa-cancel").first().click();
            }
            assertEquals(
                    "invalid_user_credentials",
                    ADMIN.events(realm, "CUSTOM_REQUIRED_ACTION_ERROR")
                            .get(0)
                            .get("error")
                            .asText());
        }

        @ParameterizedTest
        @ValueSource(strings = {"ASSIGN_MFA_DEVICE", "CONFIGURE_TOTP"})
        void is_asked_before_the_wizard(String action) {
            String realm = TestServer.create(passwordOnly());
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=" + action).password("alice").sees("kc-mfa-proof-form");
                alice.screenshot("proof");
                alice.prove(Phone.ofKey("secret-green").next());
                alice.assign("Blue");
                alice.isSignedIn();
                // the device that was just assigned is proof enough for what comes next
                alice.open("&kc_action=" + action).sees("kc-mfa-name-form");
            }
            assertEquals(List.of("Blue", "Green", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @Test
        void is_asked_before_keycloak_s_own_deletion() {
            String realm = TestServer.create(passwordOnly());
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=delete_credential:" + ADMIN.deviceId(realm, "alice", "Green"))
                        .password("alice")
                        .sees("kc-mfa-proof-form");
                alice.prove(red.next());
                alice.sees("kc-mfa-remove-form");
                alice.page().click("#kc-mfa-remove");
                alice.isSignedIn();
                assertTrue(alice.page().url().contains("kc_action_status=success"));
            }
            assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
            assertEquals(1, TestServer.rows(realm).size());
            assertEquals(
                    "remove",
                    ADMIN.events(realm, "REMOVE_CREDENTIAL")
                            .get(0)
                            .at("/details/mfa_operation")
                            .asText());
        }

        @Test
        void changes_nothing_by_sending_the_forms_that_come_after_the_proof() {
            String realm = TestServer.create(passwordOnly());
            String green = ADMIN.deviceId(realm, "alice", "Green");
            for (String open : List.of("rename", "resync", "remove")) {
                HttpVisitor alice = new HttpVisitor(realm)
                        .open("&kc_action=MANAGE_MFA_DEVICES")
                        .password("alice");
                alice.submit("deviceId", green, "action", open);
                alice.submit("deviceId", green, "deviceName", "Mine");
                assertTrue(alice.html().contains("kc-mfa-proof-form"), alice.html());
                alice.submit("deviceId", green, "code1", "111111", "code2", "222222");
                assertTrue(alice.html().contains("kc-mfa-proof-form"));
                alice.submit("deviceId", green);
                assertTrue(alice.html().contains("kc-mfa-proof-form"));
            }
            HttpVisitor alice =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            alice.submit("deviceName", "Mine");
            alice.submit("code1", "111111", "code2", "222222", "action", "add");
            assertTrue(alice.html().contains("kc-mfa-proof-form"));
            assertFalse(alice.html().contains("otpauth:"), "no secret before the proof");
            HttpVisitor deletion = new HttpVisitor(realm)
                    .open("&kc_action=delete_credential:" + green)
                    .password("alice");
            deletion.submit("accept", "yes", "deviceId", green);
            assertTrue(deletion.html().contains("kc-mfa-proof-form"));
            assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @Test
        void needs_none_for_the_first_device_but_for_a_second_one_that_it_had_prepared() {
            String realm = TestServer.create(passwordOnly());
            HttpVisitor one =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("carol");
            HttpVisitor two =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("carol");
            one.submit("deviceName", "One");
            two.submit("deviceName", "Two");
            Phone phoneOne = one.phone();
            Phone phoneTwo = two.phone();
            one.submit("code1", phoneOne.next(), "code2", phoneOne.next());
            assertTrue(one.isSignedIn());
            two.submit("code1", phoneTwo.next(), "code2", phoneTwo.next());
            assertTrue(two.html().contains("kc-mfa-proof-form"));
            assertEquals(List.of("One"), ADMIN.deviceNames(realm, "carol"));
            two.submit("otp", phoneOne.next());
            two.submit("code1", phoneTwo.next(), "code2", phoneTwo.next());
            assertTrue(two.isSignedIn());
            assertEquals(List.of("One", "Two"), ADMIN.deviceNames(realm, "carol"));
        }

        @Test
        void is_asked_for_nothing_where_the_realm_does_not_require_it() {
            String realm = TestServer.create(passwordOnly().policy("proof-required", "false"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice").sees("kc-mfa-devices");
                alice.press("Green", "remove");
                alice.page().click("#kc-mfa-remove");
                alice.sees("kc-mfa-devices");
            }
            assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
        }
    }

    @Nested
    @Tag("older")
    class A_proof {

        @Test
        void is_the_sign_in_with_a_device_while_it_is_fresh() {
            String realm = TestServer.create(new RealmBuilder().owner("alice").policy("max_auth_age", "12"));
            try (MovedClock clock = TestServer.moveClock(0);
                    Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                alice.page().getByLabel("Red").check();
                alice.code(red.next()).isSignedIn();
                // goes on with the session
                alice.open("&kc_action=MANAGE_MFA_DEVICES").sees("kc-mfa-devices");
                alice.press("Green", "rename");
                alice.sees("kc-mfa-rename-form");
                clock.by(13);
                alice.page().fill("#deviceName", "Lime");
                alice.page().click("#kc-mfa-rename");
                alice.sees("kc-mfa-proof-form");
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
                alice.prove(red.next());
                alice.sees("kc-mfa-rename-form");
                assertThat(alice.page().locator("#deviceName")).hasValue("Lime");
                alice.page().click("#kc-mfa-rename");
                alice.sees("kc-mfa-devices");
            }
            assertEquals(List.of("Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @Test
        void goes_with_the_device_that_gave_it() {
            String realm = TestServer.create(passwordOnly());
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
                alice.press("Red", "remove");
                alice.prove(red.next());
                ADMIN.delete("/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/credentials/"
                        + ADMIN.deviceId(realm, "alice", "Red"));
                alice.page().click("#kc-mfa-back");
                alice.press("Green", "remove");
                alice.sees("kc-mfa-proof-form");
            }
        }

        @Test
        void takes_each_code_once() {
            String realm = TestServer.create(passwordOnly());
            String code = red.next();
            HttpVisitor one =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            HttpVisitor two =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            one.submit("otp", code);
            assertTrue(one.html().contains("kc-mfa-name-form"));
            two.submit("otp", code);
            assertTrue(two.html().contains("Invalid authenticator code"));
        }

        @Test
        void that_fails_counts_one_failure_and_a_locked_user_is_locked_here_too() {
            String realm = TestServer.create(passwordOnly().lockedAfter(3));
            HttpVisitor alice =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            for (int i = 1; i <= 3; i++) {
                alice.submit("otp", "00000" + i);
                assertTrue(alice.html().contains("Invalid authenticator code"));
                ADMIN.countsFailures(realm, "alice", i);
            }
            alice.submit("otp", red.next());
            assertTrue(alice.html().contains("Invalid authenticator code"), "a right code of a locked user");
            ADMIN.countsFailures(realm, "alice", 3);
            assertEquals(
                    "user_temporarily_disabled",
                    ADMIN.events(realm, "CUSTOM_REQUIRED_ACTION_ERROR")
                            .get(0)
                            .get("error")
                            .asText());
        }
    }

    @Nested
    class A_thief_of_the_password {

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void who_was_led_to_the_wizard_before_there_was_a_device_does_not_get_past_it_at_the_limit(boolean required) {
            String realm = TestServer.create(new RealmBuilder()
                    .user("carol")
                    .policy("max-devices", "1")
                    .policy("proof-required", String.valueOf(required)));
            HttpVisitor carol = new HttpVisitor(realm).open("").password("carol");
            HttpVisitor thief = new HttpVisitor(realm).open("").password("carol");
            carol.submit("deviceName", "Phone");
            Phone phone = carol.phone();
            carol.submit("code1", phone.next(), "code2", phone.next());
            assertTrue(carol.isSignedIn());
            thief.submit("action", "continue");
            assertTrue(thief.html().contains("kc-mfa-proof-form"), thief.html());
            thief.submit("cancel-aia", "true");
            thief.submit("action", "continue");
            assertFalse(thief.isSignedIn());
            thief.submit("otp", phone.again());
            assertFalse(thief.isSignedIn());
            thief.submit("otp", phone.next());
            assertTrue(thief.html().contains("kc-mfa-limit"), thief.html());
            thief.submit("action", "continue");
            assertTrue(thief.isSignedIn());
        }

        @Test
        void gets_no_more_tries_by_signing_in_again_and_again() {
            String realm = TestServer.create(passwordOnly().lockedAfter(4));
            for (int i = 0; i < 2; i++) {
                HttpVisitor thief = new HttpVisitor(realm)
                        .open("&kc_action=ASSIGN_MFA_DEVICE")
                        .password("alice");
                thief.submit("otp", "00000" + i);
                ADMIN.countsFailures(realm, "alice", 1);
                thief.submit("otp", "11111" + i);
                ADMIN.countsFailures(realm, "alice", 2);
                // the password is right, so Keycloak forgets the failures
                thief.submit("cancel-aia", "true");
                assertTrue(thief.isSignedIn());
                ADMIN.countsFailures(realm, "alice", 0);
            }
            HttpVisitor thief =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            thief.submit("otp", red.next());
            assertTrue(thief.html().contains("Invalid authenticator code"), "not even a right code");
            assertEquals(
                    "user_temporarily_disabled",
                    ADMIN.events(realm, "CUSTOM_REQUIRED_ACTION_ERROR")
                            .get(0)
                            .get("error")
                            .asText());
        }
    }

    @Nested
    class Tries {

        @Test
        void are_limited_where_brute_force_protection_is_off() {
            String realm = TestServer.create(passwordOnly());
            HttpVisitor thief =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            for (int i = 0; i < 10; i++) {
                thief.submit("otp", "00000" + i);
                assertTrue(thief.html().contains("Invalid authenticator code"));
            }
            thief.submit("otp", red.next());
            assertTrue(thief.html().contains("kc-mfa-proof-form"), "not even a right code");
            assertEquals(
                    "user_temporarily_disabled",
                    ADMIN.events(realm, "CUSTOM_REQUIRED_ACTION_ERROR")
                            .get(0)
                            .get("error")
                            .asText());
        }

        @Test
        void that_are_right_count_as_failures_of_no_device() {
            String realm = TestServer.create(passwordOnly()
                    .set("bruteForceProtected", true)
                    .set("failureFactor", 3)
                    .set("quickLoginCheckMilliSeconds", 0));
            for (int i = 0; i < 4; i++) {
                HttpVisitor alice = new HttpVisitor(realm)
                        .open("&kc_action=ASSIGN_MFA_DEVICE")
                        .password("alice");
                alice.submit("otp", red.next());
                assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
            }
            HttpVisitor alice =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            alice.submit("otp", Phone.ofKey("secret-green").next());
            assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
        }
    }

    @Nested
    @Tag("older")
    class An_admin_who_acts_on_themselves {

        private String realm(boolean passwordOnly) {
            RealmBuilder builder = passwordOnly
                    ? passwordOnly()
                    : new RealmBuilder().owner("alice").user("carol");
            String realm = TestServer.create(builder);
            ADMIN.allow(realm, "alice", "manage-users");
            return realm;
        }

        private int delete(String realm, String user, String credential, String token) {
            return Http.api(
                            "DELETE",
                            TestServer.get().url() + "/admin/realms/" + realm + "/users/" + ADMIN.userId(realm, user)
                                    + "/credentials/" + credential,
                            token,
                            null)
                    .statusCode();
        }

        @Test
        void deletes_no_device_of_their_own_with_the_password_alone() {
            String realm = realm(true);
            try (Visitor alice = new Visitor(realm)) {
                String token = alice.open().password("alice").accessToken();
                assertEquals(403, delete(realm, "alice", ADMIN.deviceId(realm, "alice", "Green"), token));
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
                // now it has a row of its own, too
                assertTrue(new HttpVisitor(realm)
                        .open("&kc_action=ASSIGN_MFA_DEVICE")
                        .password("alice")
                        .submit("otp", red.next())
                        .html()
                        .contains("kc-mfa-name-form"));
                assertEquals(403, delete(realm, "alice", ADMIN.deviceId(realm, "alice", "Green"), token));
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            }
        }

        @Test
        void deletes_one_after_a_sign_in_with_a_device_and_those_of_others_in_any_case() {
            String realm = realm(false);
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                alice.page().getByLabel("Red").check();
                String token = alice.code(red.next()).accessToken();
                assertEquals(204, delete(realm, "alice", ADMIN.deviceId(realm, "alice", "Green"), token));
                assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
                assertEquals(1, TestServer.rows(realm).size());
            }
        }
    }

    @Nested
    class A_run_of_the_page_that_is_given_up {

        @Test
        void leaves_what_an_admin_requires_of_the_user() {
            String realm = TestServer.create(passwordOnly());
            String user = "/" + realm + "/users/" + ADMIN.userId(realm, "alice");
            ADMIN.put(user, java.util.Map.of("requiredActions", List.of("MANAGE_MFA_DEVICES")));
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").sees("kc-mfa-devices");
                alice.page().click("#kc-mfa-assign-form button");
                alice.sees("kc-mfa-proof-form");
            }
            assertEquals(
                    "[\"MANAGE_MFA_DEVICES\"]",
                    ADMIN.get(user).get("requiredActions").toString());
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").sees("kc-mfa-devices");
                alice.page().click("#kc-mfa-assign-form button");
                alice.prove(red.next());
                alice.assign("Blue");
                alice.sees("kc-mfa-devices");
                alice.page().click("button[value=done]");
                alice.isSignedIn();
            }
            assertEquals("[]", ADMIN.get(user).get("requiredActions").toString());
        }
    }

    @Nested
    class A_link_in_a_mail {

        @ParameterizedTest
        @ValueSource(strings = {"ASSIGN_MFA_DEVICE", "CONFIGURE_TOTP", "MANAGE_MFA_DEVICES"})
        void is_no_proof(String action) {
            try (Mailbox mailbox = new Mailbox()) {
                String realm = TestServer.create(passwordOnly().mailsTo(mailbox));
                ADMIN.put(
                        "/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/execute-actions-email",
                        List.of(action));
                try (Visitor thief = new Visitor(realm)) {
                    thief.followMail(mailbox.await(1).get(0).link());
                    if (action.startsWith("MANAGE")) {
                        thief.press("Green", "remove");
                    }
                    thief.sees("kc-mfa-proof-form");
                }
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            }
        }

        @Test
        void leads_to_the_first_device_and_the_admin_never_sees_its_secret() {
            try (Mailbox mailbox = new Mailbox()) {
                String realm = TestServer.create(passwordOnly().mailsTo(mailbox));
                ADMIN.put(
                        "/" + realm + "/users/" + ADMIN.userId(realm, "carol") + "/execute-actions-email",
                        List.of("ASSIGN_MFA_DEVICE"));
                try (Visitor carol = new Visitor(realm)) {
                    carol.followMail(mailbox.await(1).get(0).link());
                    carol.assign("Phone");
                    assertThat(carol.page().locator("body")).containsText("updated");
                }
                assertEquals(List.of("Phone"), ADMIN.deviceNames(realm, "carol"));
            }
        }
    }

    @Nested
    @Tag("older")
    class The_account_REST_API {

        @Test
        void deletes_only_for_a_session_that_proved_a_device() {
            String realm = TestServer.create(passwordOnly());
            String token = passwordOnlyToken(realm);
            assertEquals(
                    400,
                    account("DELETE", realm, "/credentials/" + ADMIN.deviceId(realm, "alice", "Green"), token, null));
            assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            // what the account console shows is not what it decides
            String list = Http.api(
                            "GET", TestServer.get().url() + "/realms/" + realm + "/account/credentials", token, null)
                    .body();
            assertTrue(list.contains("\"type\":\"otp\""), list);
            assertFalse(
                    list.contains("\"removeable\":false,\"userCredentialMetadatas\":[{\"credential\":{\"id\":\""
                            + ADMIN.deviceId(realm, "alice", "Green")),
                    list);
        }

        @Test
        void renames_as_keycloak_has_it_and_the_next_sign_in_notices_and_tells() {
            String realm = TestServer.create(new RealmBuilder().owner("alice"));
            renames(realm, deviceToken(realm));
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                alice.page().getByLabel("Red").check();
                alice.code(red.next()).isSignedIn();
            }
            JsonNode event = ADMIN.events(realm, "UPDATE_CREDENTIAL").get(0);
            assertEquals("rename", event.get("details").get("mfa_operation").asText());
            assertEquals(
                    "Lime", event.get("details").get("credential_user_label").asText());
            assertEquals("green", event.get("details").get("mfa_previous_name").asText());
        }

        private String passwordOnlyToken(String realm) {
            try (Visitor alice = new Visitor(realm)) {
                return alice.open().password("alice").accessToken();
            }
        }

        @Test
        void does_so_after_a_sign_in_with_a_device() {
            String realm = TestServer.create(new RealmBuilder().owner("alice"));
            String token = deviceToken(realm);
            renames(realm, token);
            assertEquals(
                    204,
                    account("DELETE", realm, "/credentials/" + ADMIN.deviceId(realm, "alice", "Lime"), token, null));
            assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
            assertEquals(1, TestServer.rows(realm).size());
        }

        private String deviceToken(String realm) {
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                alice.page().getByLabel("Red").check();
                return alice.code(red.next()).accessToken();
            }
        }

        private void renames(String realm, String token) {
            String label = "/credentials/" + ADMIN.deviceId(realm, "alice", "Green") + "/label";
            assertEquals(204, account("PUT", realm, label, token, "\"Lime\""));
            assertEquals(List.of("Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        private int account(String method, String realm, String path, String token, String body) {
            return Http.api(method, TestServer.get().url() + "/realms/" + realm + "/account" + path, token, body)
                    .statusCode();
        }
    }
}
