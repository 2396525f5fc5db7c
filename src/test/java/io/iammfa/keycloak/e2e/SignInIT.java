package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static RealmBuilder threeDevices() {
        return new RealmBuilder()
                .user(
                        "alice",
                        RealmBuilder.stockDevice("Red", "secret-red"),
                        RealmBuilder.stockDevice("Green", "secret-green"),
                        RealmBuilder.stockDevice("Blue", "secret-blue"))
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"));
    }

    private static Visitor atTheCode(String realm) {
        return new Visitor(realm).open().password("alice").sees("kc-otp-login-form");
    }

    @Nested
    class The_page {

        @Test
        void has_just_the_code_field_for_one_device() {
            String realm = TestServer.create(threeDevices());
            try (Visitor bob = new Visitor(realm).open().password("bob").sees("kc-otp-login-form")) {
                assertEquals(
                        0,
                        bob.page()
                                .locator("fieldset, [name=selectedCredentialId]")
                                .count());
                assertThat(bob.page().locator("#otp")).isFocused();
                assertThat(bob.page().locator("#otp")).hasAttribute("inputmode", "numeric");
                assertThat(bob.page().locator("#otp")).hasAttribute("autocomplete", "one-time-code");
                bob.code(Phone.ofKey("secret-bob").next()).isSignedIn();
            }
        }

        @Test
        void offers_several_devices_as_radios_the_last_used_first_and_preselected() {
            String realm = TestServer.create(threeDevices());
            try (Visitor alice = atTheCode(realm)) {
                assertThat(alice.page().locator("fieldset legend")).hasText("MFA device");
                alice.page().getByLabel("Green").check();
                alice.code(Phone.ofKey("secret-green").next()).isSignedIn();
            }
            try (Visitor alice = atTheCode(realm)) {
                assertThat(alice.page().locator("fieldset label").first()).hasText("Green");
                assertThat(alice.page().locator("fieldset input").first()).isChecked();
                alice.screenshot("sign-in-choose");
                alice.page().getByLabel("Blue").check();
                alice.code(Phone.ofKey("secret-blue").next()).isSignedIn();
            }
            try (Visitor alice = atTheCode(realm)) {
                List<String> names = alice.page().locator("fieldset label").allInnerTexts();
                assertEquals(
                        List.of("Blue", "Green", "Red"),
                        names.stream().map(String::strip).toList());
            }
        }

        @Test
        void is_used_by_keyboard_and_with_scripts_off() {
            String realm = TestServer.create(threeDevices());
            try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
                alice.open().password("alice").sees("kc-otp-login-form");
                Page page = alice.page();
                String second =
                        page.locator("fieldset label").nth(1).innerText().strip();
                page.locator("#otp").focus();
                page.keyboard().press("Shift+Tab");
                page.keyboard().press("ArrowDown");
                page.keyboard().press("Tab");
                page.keyboard()
                        .type(Phone.ofKey("secret-" + second.toLowerCase()).next());
                page.keyboard().press("Enter");
                alice.isSignedIn();
            }
        }

        @Test
        void keeps_the_chosen_device_after_a_wrong_code() {
            String realm = TestServer.create(threeDevices());
            try (Visitor alice = atTheCode(realm)) {
                alice.page().getByLabel("Red").check();
                alice.code("000000").seesError("otp", "Invalid");
                assertThat(alice.page().getByLabel("Red")).isChecked();
                assertThat(alice.page().locator("#otp")).hasValue("");
            }
        }

        @Test
        void with_eight_devices_is_smaller_than_keycloak_s_own() {
            Map<String, Object>[] eight = eightDevices();
            String ours = TestServer.create(new RealmBuilder().user("alice", eight));
            String stock = TestServer.create(
                    new RealmBuilder().user("alice", eight).secondFactor("auth-otp-form", "REQUIRED"));
            int oursBytes =
                    new HttpVisitor(ours).open("").password("alice").html().getBytes().length;
            int stockBytes =
                    new HttpVisitor(stock).open("").password("alice").html().getBytes().length;
            assertTrue(oursBytes < stockBytes, oursBytes + " bytes, stock " + stockBytes);
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private Map<String, Object>[] eightDevices() {
            return java.util.stream.IntStream.rangeClosed(1, 8)
                    .mapToObj(i -> RealmBuilder.stockDevice("Device " + i, "secret-" + i))
                    .toArray(Map[]::new);
        }
    }

    @Nested
    @Tag("older")
    class A_code {

        @Test
        void is_accepted_once_and_no_older_one_after_it() {
            String realm = TestServer.create(threeDevices());
            Phone phone = Phone.ofKey("secret-bob");
            String older = phone.next();
            try (Visitor bob = new Visitor(realm)) {
                bob.open().password("bob").code(phone.next()).isSignedIn();
            }
            try (Visitor bob = new Visitor(realm)) {
                bob.open().password("bob").code(phone.again()).seesError("otp", "Invalid");
                bob.code(older).seesError("otp", "Invalid");
                bob.code(phone.next()).isSignedIn();
            }
        }

        @Test
        void of_the_enrolment_is_used_up() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            Phone phone;
            try (Visitor alice = new Visitor(realm)) {
                phone = alice.open().password("alice").assign("Phone");
                alice.isSignedIn();
            }
            try (Visitor alice = atTheCode(realm)) {
                alice.code(phone.code(phone.last() - 1)).seesError("otp", "Invalid");
                alice.code(phone.again()).seesError("otp", "Invalid");
                alice.code(phone.next()).isSignedIn();
            }
        }

        @Test
        void that_is_wrong_is_told_of_the_one_device_that_the_user_has() {
            String realm = TestServer.create(threeDevices());
            try (Visitor bob = new Visitor(realm)) {
                bob.open().password("bob").code("000000").seesError("otp", "Invalid");
            }
            assertEquals(
                    ADMIN.deviceId(realm, "bob", "Bob’s"),
                    ADMIN.events(realm, "LOGIN_ERROR")
                            .get(0)
                            .at("/details/selected_credential_id")
                            .asText());
        }

        @Test
        void may_be_used_again_where_the_realm_s_OTP_policy_says_so() {
            String realm = TestServer.create(threeDevices().set("otpPolicyCodeReusable", true));
            Phone phone = Phone.ofKey("secret-bob");
            String code = phone.next();
            for (int i = 0; i < 2; i++) {
                try (Visitor bob = new Visitor(realm)) {
                    bob.open().password("bob").code(code).isSignedIn();
                }
            }
        }

        @Test
        void of_another_of_the_user_s_devices_or_of_another_user_s_is_refused() {
            String realm = TestServer.create(threeDevices());
            String bobs = ADMIN.deviceId(realm, "bob", "Bob’s");
            try (Visitor alice = atTheCode(realm)) {
                alice.page().getByLabel("Red").check();
                alice.code(Phone.ofKey("secret-green").next()).seesError("otp", "Invalid");
            }
            for (String foreign : List.of(
                    bobs, "no-such-device", ADMIN.userId(realm, "alice"), "' or 1=1 --", "\0", "x".repeat(5000))) {
                HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
                alice.submit("otp", Phone.ofKey("secret-bob").next(), "selectedCredentialId", foreign);
                assertEquals(200, alice.status());
                assertFalse(alice.isSignedIn());
                assertTrue(alice.html().contains("Invalid authenticator code"));
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {-2, 2})
        void outside_the_realm_s_window_is_refused(long offset) {
            String realm = TestServer.create(threeDevices().set("otpPolicyLookAheadWindow", 1));
            try (Visitor bob = new Visitor(realm).open().password("bob")) {
                Phone phone = Phone.ofKey("secret-bob");
                // one more step away, so that the clock may turn meanwhile
                long step = phone.now() + offset + Long.signum(offset);
                bob.code(phone.code(step)).seesError("otp", "Invalid");
                bob.code(phone.code(phone.now())).isSignedIn();
            }
        }

        @Test
        void names_the_device_in_the_event_and_in_the_token() {
            String realm = TestServer.create(threeDevices());
            String green = ADMIN.deviceId(realm, "alice", "Green");
            JsonNode token;
            try (Visitor alice = atTheCode(realm)) {
                alice.page().getByLabel("Green").check();
                token = alice.code(Phone.ofKey("secret-green").next()).token();
            }
            assertEquals(green, token.get("mfa_device_id").asText());
            assertEquals("Green", token.get("mfa_device_name").asText());
            assertTrue(token.get("mfa_authenticated_at").asLong()
                    >= token.get("auth_time").asLong() - 60);
            JsonNode login = ADMIN.events(realm, "LOGIN").get(0);
            assertEquals(green, login.at("/details/selected_credential_id").asText());
        }
    }

    @Nested
    class A_code_that_comes_with_the_id_of_a_key {

        @Test
        void is_compared_with_the_app_that_was_used_last_and_no_other() {
            String realm = TestServer.create(new RealmBuilder()
                    .user(
                            "alice",
                            RealmBuilder.stockDevice("Red", "secret-red"),
                            RealmBuilder.stockDevice("Green", "secret-green"),
                            SecurityKey.usb().stored("Key")));
            Phone red = Phone.ofKey("secret-red");
            Phone green = Phone.ofKey("secret-green");
            String redId = ADMIN.devices(realm, "alice").get(0).get("id").asText();
            assertTrue(new HttpVisitor(realm)
                    .open("")
                    .password("alice")
                    .submit("otp", red.next(), "selectedCredentialId", redId)
                    .isSignedIn());
            String keyId = "";
            for (JsonNode credential :
                    ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/credentials")) {
                keyId = "webauthn".equals(credential.get("type").asText())
                        ? credential.get("id").asText()
                        : keyId;
            }
            HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
            alice.submit("otp", green.next(), "selectedCredentialId", keyId);
            assertTrue(alice.html().contains("Invalid authenticator code"), alice.html());
            assertTrue(alice.submit("otp", red.next(), "selectedCredentialId", keyId)
                    .isSignedIn());
        }
    }

    @Nested
    class With_any_device {

        @Test
        void one_field_takes_the_code_of_each_and_the_event_names_the_one_that_matched() {
            String realm = TestServer.create(threeDevices().signIn("device-selection", "any"));
            for (String name : List.of("Green", "Blue")) {
                try (Visitor alice = atTheCode(realm)) {
                    assertEquals(0, alice.page().locator("fieldset").count());
                    alice.code(Phone.ofKey("secret-" + name.toLowerCase()).next())
                            .isSignedIn();
                }
                JsonNode login = ADMIN.events(realm, "LOGIN").get(0);
                assertEquals(
                        ADMIN.deviceId(realm, "alice", name),
                        login.at("/details/selected_credential_id").asText());
            }
        }
    }

    @Nested
    class A_stored_credential_that_can_not_be_read {

        @ParameterizedTest
        @ValueSource(strings = {"choose", "any"})
        void is_refused_as_a_wrong_code_is_and_leaves_the_others_working(String selection) {
            Map<String, Object> broken = new HashMap<>(RealmBuilder.stockDevice("Broken", "secret-broken"));
            broken.put("credentialData", "{\"subType\":\"totp\",\"digits\":6,\"period\":0,\"algorithm\":\"HmacMD5\"}");
            String realm = TestServer.create(new RealmBuilder()
                    .user("alice", broken, RealmBuilder.stockDevice("Good", "secret-good"))
                    .signIn("device-selection", selection));
            HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
            alice.submit("otp", "000000", "selectedCredentialId", ADMIN.deviceId(realm, "alice", "Broken"));
            assertEquals(200, alice.status());
            assertTrue(alice.html().contains("Invalid authenticator code"));
            alice.submit(
                    "otp",
                    Phone.ofKey("secret-good").next(),
                    "selectedCredentialId",
                    ADMIN.deviceId(realm, "alice", "Good"));
            assertTrue(alice.isSignedIn());
        }
    }

    @Nested
    @Tag("older")
    class Brute_force_protection {

        private RealmBuilder guarded() {
            return threeDevices().lockedAfter(3);
        }

        @ParameterizedTest
        @ValueSource(strings = {"choose", "any"})
        void counts_each_wrong_code_once_and_locks_as_for_keycloak_s_own_form(String selection) {
            String realm = TestServer.create(guarded().signIn("device-selection", selection));
            try (Visitor alice = atTheCode(realm)) {
                for (int i = 1; i <= 3; i++) {
                    alice.code("00000" + i).seesError("otp", "Invalid authenticator code");
                    ADMIN.countsFailures(realm, "alice", i);
                }
                alice.page().locator("#otp").fill(Phone.ofKey("secret-red").next());
                alice.page().click("#kc-login");
                // a locked user learns nothing, not even with a right code
                alice.seesError("otp", "Invalid authenticator code");
                ADMIN.countsFailures(realm, "alice", 3);
            }
            assertEquals(
                    "user_temporarily_disabled",
                    ADMIN.events(realm, "LOGIN_ERROR").get(0).get("error").asText());
        }

        @Test
        void counts_towards_the_lock_for_second_factors_alone() {
            String realm = TestServer.create(
                    threeDevices().set("bruteForceProtected", true).set("quickLoginCheckMilliSeconds", 0));
            assumeTrue(
                    ADMIN.send("PUT", "/" + realm, Map.of("maxSecondaryAuthFailures", 2))
                                    .statusCode()
                            == 204,
                    "this Keycloak has no lock for second factors: 26.6 brought it");
            for (int i = 1; i <= 3; i++) {
                try (Visitor alice = atTheCode(realm)) {
                    alice.code("00000" + i).seesError("otp", "Invalid authenticator code");
                }
            }
            // Keycloak counts a moment after it has answered
            Instant limit = Instant.now().plusSeconds(20);
            String alice = "/" + realm + "/users/" + ADMIN.userId(realm, "alice");
            while (ADMIN.get(alice).get("enabled").asBoolean()) {
                assertTrue(Instant.now().isBefore(limit), "still enabled");
            }
        }

        @Test
        void forgets_the_failures_after_a_right_code() {
            String realm = TestServer.create(guarded());
            try (Visitor bob = new Visitor(realm).open().password("bob")) {
                bob.code("000000").seesError("otp", "Invalid");
                ADMIN.countsFailures(realm, "bob", 1);
                bob.code(Phone.ofKey("secret-bob").next()).isSignedIn();
            }
            ADMIN.countsFailures(realm, "bob", 0);
        }
    }
}
