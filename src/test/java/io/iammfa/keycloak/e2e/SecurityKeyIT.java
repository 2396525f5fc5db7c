package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security keys among the devices, with Chromium's virtual authenticator. */
class SecurityKeyIT {

    private static final AdminApi ADMIN = TestServer.admin();

    /** What the user owns, as "type name", in the order of the alphabet. */
    private static List<String> owned(String realm, String username) {
        List<String> owned = new ArrayList<>();
        for (JsonNode credential :
                ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, username) + "/credentials")) {
            if (!"password".equals(credential.get("type").asText())) {
                owned.add(credential.get("type").asText() + " "
                        + credential.path("userLabel").asText());
            }
        }
        return owned.stream().sorted().toList();
    }

    /** The id of the user's first credential of a type. */
    private static String id(String realm, String username, String type) {
        for (JsonNode credential :
                ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, username) + "/credentials")) {
            if (type.equals(credential.get("type").asText())) {
                return credential.get("id").asText();
            }
        }
        throw new AssertionError("no " + type);
    }

    /** What the page asks a key to sign. */
    private static String challenge(HttpVisitor visitor) {
        Matcher challenge = Pattern.compile("data-challenge=\"([^\"]+)\"").matcher(visitor.html());
        assertTrue(challenge.find(), visitor.html());
        return challenge.group(1);
    }

    private static Locator.FilterOptions hasText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static Visitor chooseKey(Visitor visitor, String name) {
        visitor.sees("kc-mfa-name-form")
                .page()
                .getByLabel("Security key or passkey")
                .check();
        return visitor.name(name).sees("kc-mfa-key-form");
    }

    /** Goes through the wizard, from its first page on. */
    private static void assign(Visitor visitor, String name) {
        chooseKey(visitor, name).page().click("#registerWebAuthn");
    }

    @Nested
    class The_wizard {

        @Test
        void assigns_a_security_key_under_the_name_that_was_given_there() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                List<String> dialogs = new ArrayList<>();
                alice.page().onDialog(dialog -> {
                    dialogs.add(dialog.message());
                    dialog.dismiss();
                });
                SecurityKey.usb().plugInto(alice);
                alice.screenshot("wizard-types");
                chooseKey(alice, "YubiKey");
                assertThat(alice.page().locator("#kc-mfa-device-name")).hasText("YubiKey");
                alice.screenshot("wizard-key");
                alice.page().click("#registerWebAuthn");
                JsonNode token = alice.token();
                assertEquals("YubiKey", token.get("mfa_device_name").asText());
                assertEquals(List.of(), dialogs, "nobody asks for a name again");
            }
            assertEquals(List.of("webauthn YubiKey"), owned(realm, "alice"));
            assertEquals(List.of("0 0 -1"), TestServer.rows(realm));
            JsonNode event = ADMIN.events(realm, "UPDATE_CREDENTIAL").get(0);
            assertEquals("assign", event.at("/details/mfa_operation").asText());
            assertEquals("webauthn", event.at("/details/credential_type").asText());
            assertEquals("YubiKey", event.at("/details/credential_user_label").asText());
            assertFalse(event.at("/details/public_key_credential_aaguid").isMissingNode());
            assertTrue(ADMIN.events(realm, "UPDATE_TOTP").isEmpty());
        }

        @Test
        void leads_back_to_the_choice_from_a_key_that_was_not_used() {
            String realm = TestServer.create(
                    new RealmBuilder().set("webAuthnPolicyCreateTimeout", 1).user("alice"));
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                SecurityKey key = SecurityKey.usb().plugInto(alice).withoutTouch();
                assign(alice, "YubiKey");
                assertThat(alice.page().locator("body")).containsText("The security key was not used");
                alice.sees("kc-mfa-key-form").page().click("#kc-mfa-back");
                alice.sees("kc-mfa-name-form");
                assertThat(alice.page().locator("#deviceName")).hasValue("YubiKey");
                assertThat(alice.page().getByLabel("Security key or passkey")).isChecked();
                key.unplug();
                alice.page().getByLabel("Authenticator app").check();
                alice.assign("Phone");
                alice.isSignedIn();
            }
            assertEquals(List.of("otp Phone"), owned(realm, "alice"));
            JsonNode refused = ADMIN.events(realm, "UPDATE_CREDENTIAL_ERROR").get(0);
            assertEquals("invalid_registration", refused.get("error").asText());
            assertEquals("webauthn", refused.at("/details/credential_type").asText());
        }

        @Test
        void says_so_where_the_browser_knows_no_keys_or_has_scripts_off() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.page().addInitScript("delete window.PublicKeyCredential");
                alice.open().password("alice");
                assign(alice, "YubiKey");
                alice.sees("kc-mfa-name-form");
                assertThat(alice.page().locator("#input-error-deviceType")).containsText("cannot use security keys");
            }
            try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
                alice.open().password("alice");
                chooseKey(alice, "YubiKey");
                assertThat(alice.page().locator("#registerWebAuthn")).isHidden();
                assertThat(alice.page().locator("noscript p")).containsText("need scripts");
                alice.page().click("#kc-mfa-back");
                alice.page().getByLabel("Authenticator app").check();
                alice.assign("Phone");
                alice.isSignedIn();
            }
        }

        @Test
        void refuses_what_no_browser_sends_and_types_that_there_are_not() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
            alice.submit("deviceName", "YubiKey", "deviceType", "sms");
            assertTrue(alice.html().contains("cannot be added here"), alice.html());
            alice.submit("deviceName", "YubiKey", "deviceType", "webauthn");
            for (String text : List.of("", "*", "AAAA", "x".repeat(5000))) {
                alice.submit("clientDataJSON", text, "attestationObject", text, "publicKeyCredentialId", text);
                assertEquals(200, alice.status(), text);
                assertTrue(alice.html().contains("The security key was not accepted"), alice.html());
            }
            assertEquals(List.of(), owned(realm, "alice"));
            alice.submit(SecurityKey.usb().registration(TestServer.get().url(), challenge(alice)));
            assertTrue(alice.isSignedIn());
            assertEquals(List.of("webauthn YubiKey"), owned(realm, "alice"), "whatever the browser calls it");
        }

        @Test
        void offers_what_the_realm_allows_and_no_choice_where_that_is_one_type() {
            for (String type : List.of("totp", "webauthn")) {
                String realm = TestServer.create(
                        new RealmBuilder().policy("device-types", type).user("alice"));
                try (Visitor alice = new Visitor(realm).open().password("alice").sees("kc-mfa-name-form")) {
                    assertEquals(0, alice.page().locator("[name=deviceType]").count(), "one type is no choice");
                    SecurityKey.usb().plugInto(alice);
                    if ("totp".equals(type)) {
                        alice.assign("Device");
                    } else {
                        alice.name("Device").page().click("#registerWebAuthn");
                    }
                    alice.isSignedIn();
                }
                assertEquals(List.of(("totp".equals(type) ? "otp" : type) + " Device"), owned(realm, "alice"));
            }
        }
    }

    @Nested
    class Sign_in {

        private final SecurityKey key = SecurityKey.usb();
        private final Phone phone = Phone.ofKey("secret-phone");

        private RealmBuilder both() {
            return new RealmBuilder()
                    .user("alice", RealmBuilder.stockDevice("Phone", "secret-phone"), key.stored("YubiKey"))
                    .user("bob", key.stored("Bob’s key"));
        }

        private Visitor with(SecurityKey plugged, String realm, String user) {
            Visitor visitor = new Visitor(realm);
            plugged.plugInto(visitor);
            return visitor.open().password(user);
        }

        @Test
        void lists_all_devices_with_their_type_and_asks_for_the_key_that_is_chosen() {
            String realm = TestServer.create(both());
            try (Visitor alice = with(key, realm, "alice").sees("kc-otp-login-form")) {
                Locator phoneRadio = alice.page().getByLabel("Phone");
                assertThat(alice.page().locator("fieldset label").filter(hasText("YubiKey")))
                        .containsText("Security key or passkey");
                assertThat(alice.page().locator("fieldset label").filter(hasText("Phone")))
                        .containsText("Authenticator app");
                phoneRadio.check();
                assertThat(alice.page().locator("#authenticateWebAuthnButton")).isHidden();
                alice.screenshot("sign-in-mixed");
                alice.code(phone.next()).isSignedIn();
            }
            try (Visitor alice = new Visitor(realm)) {
                key.plugInto(alice);
                alice.open().password("alice");
                // the app was used last
                assertThat(alice.page().getByLabel("Phone")).isChecked();
                assertThat(alice.page().locator("#otp")).isFocused();
                choose(alice, "YubiKey");
                JsonNode token = alice.token();
                assertEquals("YubiKey", token.get("mfa_device_name").asText());
                key.unplug();
            }
            JsonNode login = ADMIN.events(realm, "LOGIN").get(0);
            assertEquals("webauthn", login.at("/details/credential_type").asText());
            assertEquals(
                    id(realm, "alice", "webauthn"),
                    login.at("/details/selected_credential_id").asText());
            try (Visitor alice = with(key, realm, "alice").sees("kc-otp-login-form")) {
                assertThat(alice.page().locator("fieldset input").first()).isChecked();
                assertThat(alice.page().locator("fieldset label").first()).containsText("YubiKey");
                assertThat(alice.page().locator("#otp")).isHidden();
                assertThat(alice.page().locator("#authenticateWebAuthnButton")).isFocused();
                alice.screenshot("sign-in-mixed-key");
                alice.page().keyboard().press("Enter");
                alice.isSignedIn();
                key.unplug();
            }
        }

        @Test
        void of_who_has_one_key_is_a_button_and_no_code() {
            String realm = TestServer.create(both());
            try (Visitor bob = with(key, realm, "bob")) {
                assertEquals(0, bob.page().locator("#otp, fieldset").count());
                bob.screenshot("sign-in-key");
                bob.page().click("#authenticateWebAuthnButton");
                assertEquals("Bob’s key", bob.token().get("mfa_device_name").asText());
                key.unplug();
            }
        }

        @Test
        void works_by_code_with_scripts_off_also_while_a_key_is_the_one_used_last() {
            String realm = TestServer.create(both());
            try (Visitor alice = with(key, realm, "alice")) {
                choose(alice, "YubiKey");
                alice.isSignedIn();
                key.unplug();
            }
            try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
                alice.open().password("alice").sees("kc-otp-login-form");
                assertThat(alice.page().getByLabel("YubiKey")).isChecked();
                assertThat(alice.page().locator("noscript p")).containsText("need scripts");
                alice.code(phone.next()).isSignedIn();
            }
        }

        @Test
        void refuses_another_key_a_closed_dialog_and_a_forgery_on_the_page_itself() {
            String realm = TestServer.create(
                    both().set("webAuthnPolicyCreateTimeout", 1).lockedAfter(30));
            SecurityKey other = SecurityKey.usb();
            other.stored("Another one");
            try (Visitor alice = with(other, realm, "alice")) {
                choose(alice, "YubiKey");
                refused(alice, "The security key was not used");
                ADMIN.countsFailures(realm, "alice", 1);
                other.unplug();
                SecurityKey forged = key.forged().plugInto(alice);
                alice.page().click("#authenticateWebAuthnButton");
                refused(alice, "The security key was not accepted");
                ADMIN.countsFailures(realm, "alice", 2);
                forged.unplug();
                key.plugInto(alice).withoutTouch();
                alice.page().click("#authenticateWebAuthnButton");
                refused(alice, "The security key was not used");
                alice.page().getByLabel("Phone").check();
                alice.code(phone.next()).isSignedIn();
                key.unplug();
            }
            JsonNode error = ADMIN.events(realm, "LOGIN_ERROR").get(1);
            assertEquals("invalid_user_credentials", error.get("error").asText());
            assertEquals(
                    id(realm, "alice", "webauthn"),
                    error.at("/details/selected_credential_id").asText());
        }

        /** As with a mouse; the browser's dialog may have sent the page on by the time that the radio is looked at. */
        private void choose(Visitor visitor, String device) {
            visitor.page().waitForLoadState();
            visitor.page().getByLabel(device).click();
        }

        private void refused(Visitor alice, String words) {
            assertThat(alice.page().locator("body")).containsText(words);
            alice.sees("kc-otp-login-form");
            assertThat(alice.page().getByLabel("YubiKey")).isChecked();
        }

        @Test
        void says_so_where_the_browser_knows_no_keys() {
            String realm = TestServer.create(both());
            try (Visitor alice = new Visitor(realm)) {
                alice.page().addInitScript("delete window.PublicKeyCredential");
                choose(alice.open().password("alice"), "YubiKey");
                refused(alice, "This browser cannot use security keys");
                alice.page().getByLabel("Phone").check();
                alice.code(phone.next()).isSignedIn();
            }
        }

        @Test
        void is_used_by_keyboard_on_a_phone_in_dark_mode() {
            String realm = TestServer.create(both());
            Browser.NewContextOptions phoneInTheDark =
                    new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(ColorScheme.DARK);
            try (Visitor alice = new Visitor(realm, phoneInTheDark)) {
                key.plugInto(alice);
                alice.open().password("alice").page().waitForLoadState();
                Page page = alice.page();
                page.getByLabel("Phone").focus();
                page.keyboard().press(" ");
                page.keyboard().press("ArrowUp");
                assertThat(page.getByLabel("YubiKey")).isChecked();
                assertThat(page.locator("#otp")).isHidden();
                page.keyboard().press("ArrowDown");
                assertThat(page.locator("#otp")).isVisible();
                page.keyboard().press("ArrowUp");
                alice.sees("kc-otp-login-form");
                alice.screenshot("sign-in-mixed-phone-dark");
                for (String part : List.of("#kc-otp-login-form", "#authenticateWebAuthnButton")) {
                    BoundingBox box = page.locator(part).boundingBox();
                    assertTrue(box.x >= 0 && box.x + box.width <= 360, part + " is cut off");
                }
                page.keyboard().press("Enter");
                alice.isSignedIn();
                key.unplug();
            }
        }

        @Test
        void with_any_device_has_a_code_field_and_a_button() {
            String realm = TestServer.create(both().signIn("device-selection", "any"));
            try (Visitor alice = with(key, realm, "alice").sees("kc-otp-login-form")) {
                assertThat(alice.page().locator("#otp")).isFocused();
                alice.page().click("#authenticateWebAuthnButton");
                alice.isSignedIn();
                key.unplug();
            }
        }

        @Test
        void refuses_what_no_browser_sends_and_goes_on() {
            String realm = TestServer.create(both());
            HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
            for (String text : List.of("", "*", "AAAA", "x".repeat(5000))) {
                alice.submit(
                        "clientDataJSON", text,
                        "authenticatorData", text,
                        "signature", text,
                        "credentialId", text,
                        "userHandle", text,
                        "error", "");
                assertEquals(200, alice.status(), text);
                assertTrue(alice.html().contains("kc-otp-login-form"), alice.html());
            }
            alice.submit("otp", phone.next(), "selectedCredentialId", id(realm, "alice", "otp"));
            assertTrue(alice.isSignedIn());
        }

        @Test
        void stands_beside_other_ways_for_who_has_keys_alone() {
            String realm = TestServer.create(both().secondFactor("mfa-device-form", "ALTERNATIVE")
                    .secondFactor("auth-recovery-authn-code-form", "ALTERNATIVE")
                    .user("carol", key.stored("Carol’s key")));
            try (Visitor carol = new Visitor(realm)) {
                key.plugInto(carol);
                carol.open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES").password("carol");
                carol.page().click("#authenticateWebAuthnButton");
                carol.page().click("#kcRecoveryCodesConfirmationCheck");
                carol.page().click("#saveRecoveryAuthnCodesBtn");
                carol.isSignedIn();
                key.unplug();
            }
            try (Visitor carol = with(key, realm, "carol")) {
                carol.page().click("#kc-mfa-recovery");
                assertThat(carol.page().locator("#recoveryCodeInput")).isVisible();
                carol.page().click("#try-another-way");
                assertThat(carol.page().locator("body")).containsText("Recovery");
                carol.page().getByText("MFA device").first().click();
                carol.page().click("#authenticateWebAuthnButton");
                carol.isSignedIn();
                key.unplug();
            }
        }
    }

    @Nested
    @Tag("older")
    class All_types_together {

        private final SecurityKey key = SecurityKey.usb();
        private final Phone phone = Phone.ofKey("secret-phone");

        private RealmBuilder both() {
            return new RealmBuilder()
                    .user("alice", RealmBuilder.stockDevice("Phone", "secret-phone"), key.stored("YubiKey"));
        }

        private Visitor at(String realm, String action) {
            return new Visitor(realm)
                    .open("&kc_action=" + action)
                    .password("alice")
                    .sees("kc-otp-login-form");
        }

        private Visitor signedInWithCode(String realm, String action) {
            Visitor alice = at(realm, action);
            alice.page().getByLabel("Phone").check();
            return alice.code(phone.next());
        }

        private void press(Visitor alice, String device, String action) {
            alice.page()
                    .locator("#kc-mfa-devices tbody tr")
                    .filter(hasText(device))
                    .locator("button[value=" + action + "]")
                    .click();
        }

        @Test
        void share_the_limit_and_the_names() {
            String realm = TestServer.create(both().policy("max-devices", "3"));
            try (Visitor alice = signedInWithCode(realm, "ASSIGN_MFA_DEVICE")) {
                SecurityKey.usb().plugInto(alice);
                alice.sees("kc-mfa-name-form").name("yubikey").seesError("deviceName", "already have a device");
                chooseKey(alice, "Titan");
                alice.page().click("#registerWebAuthn");
                alice.isSignedIn();
            }
            try (Visitor alice = signedInWithCode(realm, "ASSIGN_MFA_DEVICE")) {
                assertThat(alice.page().locator("#kc-mfa-limit")).containsText("You have 3 MFA devices");
            }
            assertEquals(List.of("otp Phone", "webauthn Titan", "webauthn YubiKey"), owned(realm, "alice"));
        }

        @Test
        void are_renamed_and_removed_alike() {
            String realm = TestServer.create(both());
            try (Visitor alice = signedInWithCode(realm, "MANAGE_MFA_DEVICES").sees("kc-mfa-devices")) {
                Locator row = alice.page().locator("#kc-mfa-devices tbody tr").filter(hasText("YubiKey"));
                assertThat(row).containsText("Security key or passkey");
                assertEquals(0, row.locator("button[value=resync]").count(), "a key has no clock");
                alice.screenshot("manage-mixed");
                press(alice, "YubiKey", "rename");
                alice.page().fill("#deviceName", "phone");
                alice.page().click("#kc-mfa-rename");
                alice.seesError("deviceName", "already have a device");
                alice.page().fill("#deviceName", "Titan");
                alice.page().click("#kc-mfa-rename");
                alice.sees("kc-mfa-devices");
                assertEquals(List.of("otp Phone", "webauthn Titan"), owned(realm, "alice"));
                press(alice, "Titan", "remove");
                alice.page().click("#kc-mfa-remove");
                assertThat(alice.page().locator("#kc-mfa-count")).hasText("1 of 8 devices");
            }
            assertEquals(List.of("otp Phone"), owned(realm, "alice"));
            JsonNode removed = ADMIN.events(realm, "REMOVE_CREDENTIAL").get(0);
            assertEquals("webauthn", removed.at("/details/credential_type").asText());
            assertTrue(ADMIN.events(realm, "REMOVE_TOTP").isEmpty());
        }

        @Test
        void replace_each_other_in_one_step_also_at_the_limit() {
            String realm = TestServer.create(both().policy("max-devices", "2"));
            SecurityKey fresh = SecurityKey.usb();
            try (Visitor alice = signedInWithCode(realm, "MANAGE_MFA_DEVICES").sees("kc-mfa-devices")) {
                fresh.plugInto(alice);
                List<String> slots = slots(realm);
                press(alice, "Phone", "replace");
                alice.sees("kc-mfa-codes-form").page().click("#kc-mfa-back");
                chooseKey(alice, "Phone");
                assertThat(alice.page().locator("#kc-mfa-replaces")).isVisible();
                alice.page().click("#registerWebAuthn");
                alice.sees("kc-mfa-devices");
                assertEquals(List.of("webauthn Phone", "webauthn YubiKey"), owned(realm, "alice"));
                assertEquals(slots, slots(realm));
                JsonNode event = ADMIN.events(realm, "UPDATE_CREDENTIAL").get(0);
                assertEquals("replace", event.at("/details/mfa_operation").asText());
                assertEquals("webauthn", event.at("/details/credential_type").asText());
                press(alice, "YubiKey", "replace");
                alice.sees("kc-mfa-key-form").page().click("#kc-mfa-back");
                alice.sees("kc-mfa-name-form")
                        .page()
                        .getByLabel("Authenticator app")
                        .check();
                alice.assign("YubiKey");
                alice.sees("kc-mfa-devices");
                assertEquals(List.of("otp YubiKey", "webauthn Phone"), owned(realm, "alice"));
                assertEquals(slots, slots(realm));
            }
        }

        private List<String> slots(String realm) {
            return TestServer.rows(realm).stream().map(row -> row.split(" ")[0]).toList();
        }

        @Test
        void are_proved_alike_before_a_change() {
            String realm = TestServer.create(both().passwordOnly());
            try (Visitor alice = new Visitor(realm)) {
                SecurityKey other = SecurityKey.usb().plugInto(alice);
                other.stored("Another one");
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice").sees("kc-mfa-proof-form");
                alice.screenshot("proof-mixed");
                alice.page().click("#authenticateWebAuthnButton");
                assertThat(alice.page().locator("body")).containsText("The security key was not used");
                alice.sees("kc-mfa-proof-form");
                other.unplug();
                key.plugInto(alice);
                alice.page().click("#authenticateWebAuthnButton");
                alice.sees("kc-mfa-name-form").assign("Tablet");
                alice.isSignedIn();
                key.unplug();
            }
            assertEquals(List.of("otp Phone", "otp Tablet", "webauthn YubiKey"), owned(realm, "alice"));
        }

        @Test
        void stay_and_sign_in_where_the_realm_no_longer_allows_their_type() {
            String realm =
                    TestServer.create(both().policy("device-types", "totp").policy("max-devices", "3"));
            try (Visitor alice = new Visitor(realm)) {
                key.plugInto(alice);
                alice.open("&kc_action=ASSIGN_MFA_DEVICE")
                        .password("alice")
                        .page()
                        .waitForLoadState();
                alice.page().getByLabel("YubiKey").click();
                alice.sees("kc-mfa-name-form").assign("Tablet");
                alice.isSignedIn();
                key.unplug();
            }
            try (Visitor alice = signedInWithCode(realm, "ASSIGN_MFA_DEVICE")) {
                assertThat(alice.page().locator("#kc-mfa-limit")).isVisible();
            }
            HttpVisitor alice = new HttpVisitor(realm)
                    .open("&kc_action=MANAGE_MFA_DEVICES")
                    .password("alice")
                    .submit("otp", phone.next(), "selectedCredentialId", id(realm, "alice", "otp"))
                    .submit("action", "replace", "deviceId", id(realm, "alice", "webauthn"))
                    .submit("deviceName", "Titan", "deviceType", "webauthn");
            assertTrue(alice.html().contains("cannot be added here"), alice.html());
        }

        @Test
        void stand_beside_apps_in_the_account_console_and_one_link_leads_to_the_page_of_both() throws Exception {
            // a token by the password alone, in a realm whose browser flow asks for devices
            String realm = TestServer.create(both().directGrant("direct-grant-validate-password")
                    .user("carol", key.stored("Carol’s key"))
                    .user("dave", RealmBuilder.stockDevice("Phone", "d")));
            for (String username : List.of("carol", "dave")) {
                String answer =
                        Tokens.password(TestServer.get().url(), realm, username).body();
                String token =
                        AdminApi.JSON.readTree(answer).get("access_token").asText();
                JsonNode types = AdminApi.JSON.readTree(Http.api(
                                "GET",
                                TestServer.get().url() + "/realms/" + realm + "/account/credentials",
                                token,
                                null)
                        .body());
                Map<String, JsonNode> byType = new HashMap<>();
                types.forEach(type -> byType.put(type.get("type").asText(), type));
                JsonNode owned = byType.get(username.equals("carol") ? "webauthn" : "otp");
                assertEquals(1, owned.get("userCredentialMetadatas").size(), types.toString());
                assertEquals(
                        "MANAGE_MFA_DEVICES",
                        byType.get("otp").get("createAction").asText());
                // who has no key has nothing to look at
                assertEquals(username.equals("carol"), byType.containsKey("webauthn"), types.toString());
                assertTrue(owned == byType.get("otp") || !owned.hasNonNull("createAction"), types.toString());
            }
        }

        @Test
        void need_a_proof_in_the_account_REST_API() {
            String realm = TestServer.create(both().passwordOnly());
            String token;
            try (Visitor alice = new Visitor(realm)) {
                token = alice.open().password("alice").accessToken();
            }
            String path = "/realms/" + realm + "/account/credentials/" + id(realm, "alice", "webauthn");
            String url = TestServer.get().url() + path;
            assertEquals(400, Http.api("DELETE", url, token, null).statusCode());
            assertEquals(List.of("otp Phone", "webauthn YubiKey"), owned(realm, "alice"));
        }

        @Test
        void are_eight_of_any_combination_and_never_more_in_a_race() throws InterruptedException {
            String realm = TestServer.create(new RealmBuilder()
                    .policy("proof-required", "false")
                    .user(
                            "alice",
                            RealmBuilder.stockDevice("Phone", "secret-phone"),
                            RealmBuilder.stockDevice("Tablet", "secret-tablet"),
                            RealmBuilder.stockDevice("Laptop", "secret-laptop"),
                            key.stored("YubiKey"),
                            key.stored("Titan"),
                            key.stored("Nitrokey"),
                            key.stored("Fingerprint")));
            List<HttpVisitor> racers = new ArrayList<>();
            List<Runnable> starts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                HttpVisitor racer = new HttpVisitor(realm);
                racers.add(racer);
                racer.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                racer.submit("otp", phone.next(), "selectedCredentialId", id(realm, "alice", "otp"));
                if (i % 2 == 0) {
                    racer.submit("deviceName", "Racer " + i, "deviceType", "webauthn");
                    String[] registration =
                            SecurityKey.usb().registration(TestServer.get().url(), challenge(racer));
                    starts.add(() -> racer.submit(registration));
                } else {
                    racer.submit("deviceName", "Racer " + i);
                    Phone fresh = racer.phone();
                    String[] codes = {"code1", fresh.next(), "code2", fresh.next()};
                    starts.add(() -> racer.submit(codes));
                }
            }
            List<Thread> threads = starts.stream().map(Thread::new).toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, racers.stream().filter(HttpVisitor::isSignedIn).count(), "one place was left");
            assertEquals(
                    5,
                    racers.stream()
                            .filter(racer ->
                                    racer.status() == 200 && racer.html().contains("kc-mfa-limit"))
                            .count(),
                    "and the others are told so");
            assertEquals(8, owned(realm, "alice").size());
            assertEquals(8, slots(realm).stream().distinct().count());
        }
    }

    @Nested
    @Tag("older")
    class Keycloak_s_own_registration {

        @Test
        void keeps_the_limit_and_the_names_and_leaves_nothing_of_a_key_that_is_refused() {
            String realm = TestServer.create(new RealmBuilder()
                    .policy("max-devices", "2")
                    .user("alice", RealmBuilder.stockDevice("Passkey (Default Label)", "secret-phone")));
            Phone phone = Phone.ofKey("secret-phone");
            HttpVisitor alice = register(realm, phone, SecurityKey.usb(), "passkey (default label)");
            assertTrue(alice.html().contains("You already have a device of this name"), alice.html());
            alice = register(realm, phone, SecurityKey.usb(), "");
            assertTrue(alice.html().contains("Enter a name for the device"), alice.html());
            assertEquals(List.of("otp Passkey (Default Label)"), owned(realm, "alice"));
            assertTrue(register(realm, phone, SecurityKey.usb(), "YubiKey").isSignedIn());
            alice = register(realm, phone, SecurityKey.usb(), "Titan");
            assertTrue(alice.html().contains("You have 2 MFA devices"), alice.html());
            assertEquals(List.of("otp Passkey (Default Label)", "webauthn YubiKey"), owned(realm, "alice"));
            assertEquals(2, TestServer.rows(realm).size());
        }

        private HttpVisitor register(String realm, Phone phone, SecurityKey key, String label) {
            HttpVisitor alice = new HttpVisitor(realm)
                    .open("&kc_action=webauthn-register")
                    .password("alice")
                    .submit("otp", phone.next(), "selectedCredentialId", id(realm, "alice", "otp"));
            Matcher challenge =
                    Pattern.compile("challenge : ['\"]([^'\"]+)['\"]").matcher(alice.html());
            assertTrue(challenge.find(), alice.html());
            String[] fields = key.registration(TestServer.get().url(), challenge.group(1));
            fields[Arrays.asList(fields).indexOf("authenticatorLabel") + 1] = label;
            return alice.submit(fields);
        }

        @Test
        void is_as_ever_in_a_realm_that_did_not_opt_in() {
            String realm = TestServer.create(new RealmBuilder().notOptedIn().user("alice"));
            HttpVisitor alice = null;
            for (int i = 0; i < 2; i++) {
                alice = new HttpVisitor(realm)
                        .open("&kc_action=webauthn-register")
                        .password("alice");
                Matcher challenge =
                        Pattern.compile("challenge : ['\"]([^'\"]+)['\"]").matcher(alice.html());
                assertTrue(challenge.find(), alice.html());
                String[] fields =
                        SecurityKey.usb().registration(TestServer.get().url(), challenge.group(1));
                fields[Arrays.asList(fields).indexOf("authenticatorLabel") + 1] = "x".repeat(100 + i);
                assertTrue(alice.submit(fields).isSignedIn());
            }
            assertEquals(2, owned(realm, "alice").size());
            assertEquals(List.of(), TestServer.rows(realm));
        }
    }

    @Nested
    class Who_owns_keys_alone {

        private final RealmBuilder owner =
                new RealmBuilder().user("alice", SecurityKey.usb().stored("Key"));

        /** As it was before the realm opted in: such a step is for owners of apps, and no one else can pass it. */
        @Test
        void skips_keycloak_s_own_step_for_codes_where_that_is_conditional() {
            String realm = TestServer.create(owner.secondFactor("conditional-user-configured", "REQUIRED")
                    .secondFactor("auth-otp-form", "REQUIRED"));
            assertTrue(new HttpVisitor(realm).open("").password("alice").isSignedIn());
            HttpResponse<String> grant = Tokens.password(TestServer.get().url(), realm, "alice");
            assertEquals(200, grant.statusCode(), grant.body());
        }

        @ParameterizedTest
        @ValueSource(strings = {"auth-otp-form", "auth-conditional-otp-form"})
        void proves_one_before_an_app_is_added_where_that_step_is_required(String authenticator) {
            String realm = TestServer.create(owner.secondFactor(authenticator, "REQUIRED"));
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                assertThat(alice.page().locator("body")).containsText("Confirm that it is you");
                alice.sees("kc-mfa-proof-form");
            }
            HttpVisitor thief = new HttpVisitor(realm).open("").password("alice");
            for (String[] fields : new String[][] {
                {"otp", "123456"}, {"deviceName", "Phone"}, {"deviceName", "Phone", "deviceType", "totp"}, {}
            }) {
                thief.submit(fields);
                assertFalse(thief.isSignedIn());
                assertFalse(thief.html().contains("kc-mfa-codes-form"), thief.html());
            }
            assertEquals(List.of("webauthn Key"), owned(realm, "alice"));
            // what reads the policy of a realm for the first time says which of its flows ask for no device
            assertTrue(TestServer.get().logText().contains("Realm '" + realm + "': not every flow asks"));
        }

        /** Keycloak's own step fails for all who own no app, in words of its own. */
        @Test
        void gets_no_token_where_direct_grants_require_keycloak_s_own_code() {
            String realm = TestServer.create(owner.directGrant("direct-grant-validate-otp"));
            for (String[] more : new String[][] {{}, {"totp", "123456"}, {"totp", ""}}) {
                HttpResponse<String> answer = Tokens.password(TestServer.get().url(), realm, "alice", more);
                assertTrue(answer.statusCode() >= 400, answer.body());
                assertFalse(answer.body().contains("access_token"), answer.body());
            }
        }
    }

    @Nested
    class A_passwordless_passkey {

        private RealmBuilder passkeys() {
            return new RealmBuilder()
                    .set("webAuthnPolicyPasswordlessPasskeysEnabled", true)
                    .user("alice", RealmBuilder.stockDevice("Phone", "secret-phone"));
        }

        private SecurityKey registered(String realm) {
            SecurityKey passkey = SecurityKey.passkey();
            try (Visitor alice = new Visitor(realm)) {
                passkey.plugInto(alice);
                alice.open("&kc_action=webauthn-register-passwordless").password("alice");
                alice.code(Phone.ofKey("secret-phone").next()).page().click("#registerWebAuthn");
                alice.isSignedIn();
                passkey.unplug();
            }
            return passkey;
        }

        @Test
        void is_no_device_and_is_enough_to_sign_in_if_it_verified_its_owner() {
            String realm = TestServer.create(passkeys().policy("max-devices", "1"));
            SecurityKey passkey = registered(realm);
            assertEquals(1, TestServer.rows(realm).size(), "a passwordless passkey does not count");
            try (Visitor alice = new Visitor(realm)) {
                // the sign-in page asks for passkeys by itself
                passkey.plugInto(alice);
                alice.open();
                assertFalse(alice.token().has("mfa_device_id"));
            }
        }

        @Test
        void is_not_added_without_a_proof_by_who_owns_a_device() {
            String realm = TestServer.create(passkeys().passwordOnly());
            try (Visitor alice = new Visitor(realm)) {
                SecurityKey.passkey().plugInto(alice);
                alice.open("&kc_action=webauthn-register-passwordless")
                        .password("alice")
                        .sees("kc-mfa-proof-form");
                assertEquals(List.of("otp Phone"), owned(realm, "alice"));
                alice.page().fill("#otp", Phone.ofKey("secret-phone").next());
                alice.page().click("#kc-mfa-prove");
                alice.page().click("#registerWebAuthn");
                alice.isSignedIn();
            }
            assertEquals(2, owned(realm, "alice").size());
        }

        @Test
        void is_not_enough_where_the_form_s_setting_says_so() {
            String realm = TestServer.create(passkeys().signIn("trust-passkeys", "false"));
            SecurityKey passkey = registered(realm);
            try (Visitor alice = new Visitor(realm)) {
                // the sign-in page asks for passkeys by itself
                passkey.plugInto(alice);
                alice.open();
                alice.sees("kc-otp-login-form");
            }
        }
    }

    @Nested
    class The_admin_API {

        @Test
        void lists_renames_tags_and_removes_keys_and_creates_none() {
            String realm = TestServer.create(new RealmBuilder()
                    .user("alice", SecurityKey.usb().stored("Key"), RealmBuilder.stockDevice("Red", "secret-red")));
            String key = id(realm, "alice", "webauthn");
            String devices = "/" + realm + "/mfa-devices";
            JsonNode page = ADMIN.get(devices + "?kind=webauthn");
            assertEquals(1, page.size());
            assertEquals(key, page.get(0).get("id").asText());
            assertEquals("webauthn", page.get(0).get("kind").asText());
            assertTrue(
                    page.get(0).has("aaguid") && page.get(0).get("transports").isArray(), page.toString());
            assertEquals(page.get(0), ADMIN.get(devices + "/" + key));
            JsonNode report = ADMIN.get(devices + "/report");
            assertEquals(1, report.at("/kinds/webauthn").asInt(), report.toString());
            assertEquals(1, report.at("/users/more").asInt(), report.toString());

            assertEquals(
                    409,
                    ADMIN.send("PUT", devices + "/" + key, Map.of("name", "RED"))
                            .statusCode());
            ADMIN.put(devices + "/" + key, Map.of("name", "Blue key"));
            ADMIN.put(devices + "/" + key + "/tags", Map.of("site", "Berlin"));
            assertEquals(List.of("otp Red", "webauthn Blue key"), owned(realm, "alice"));
            assertEquals(
                    "Berlin", ADMIN.get(devices + "/" + key).at("/tags/site").asText());

            for (HttpResponse<String> refused : List.of(
                    ADMIN.send(
                            "POST",
                            devices,
                            Map.of("userId", ADMIN.userId(realm, "alice"), "name", "New", "kind", "webauthn")),
                    ADMIN.send(
                            "POST", devices + "/" + key + "/resync", Map.of("code1", "123456", "code2", "654321")))) {
                assertEquals(400, refused.statusCode(), refused.body());
                assertTrue(refused.body().contains("ValidationError"), refused.body());
                assertTrue(refused.body().contains("security key"), refused.body());
            }
            ADMIN.delete(devices + "/" + key);
            assertEquals(List.of("otp Red"), owned(realm, "alice"));
        }
    }
}
