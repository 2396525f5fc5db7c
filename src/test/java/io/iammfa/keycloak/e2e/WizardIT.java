package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WizardIT {

    private static final AdminApi ADMIN = TestServer.admin();

    /** A realm whose flow asks for a device where the user has one, so that the wizard is a matter of choice. */
    private static RealmBuilder optional() {
        return new RealmBuilder()
                .secondFactor("conditional-user-configured", "REQUIRED")
                .secondFactor("mfa-device-form", "REQUIRED");
    }

    private static Visitor atTheCodes(String realm, String... phoneName) {
        Visitor visitor = new Visitor(realm).open().password("alice");
        return visitor.name(phoneName.length == 0 ? "Phone" : phoneName[0]).sees("kc-mfa-codes-form");
    }

    @Nested
    @Tag("older")
    class How_it_is_reached {

        @Test
        void a_user_without_a_device_is_led_to_it_where_the_flow_requires_one_and_then_signs_in_with_the_device() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            Phone phone;
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").sees("kc-mfa-name-form");
                assertEquals(0, alice.page().locator("[name=cancel-aia]").count(), "leaving is not allowed");
                alice.screenshot("wizard-name");
                alice.name("Alice’s phone").sees("kc-mfa-codes-form");
                phone = alice.scan();
                alice.screenshot("wizard-codes");
                alice.codes(phone.next(), phone.next());
                assertEquals(
                        "Alice’s phone", alice.token().get("mfa_device_name").asText());
            }
            JsonNode device = ADMIN.devices(realm, "alice").get(0);
            assertEquals("Alice’s phone", device.get("userLabel").asText());
            JsonNode assigned = ADMIN.events(realm, "UPDATE_CREDENTIAL").get(0);
            assertEquals("assign", assigned.at("/details/mfa_operation").asText());
            assertEquals("otp", assigned.at("/details/credential_type").asText());
            assertEquals(
                    "Alice’s phone",
                    assigned.at("/details/credential_user_label").asText());
            assertEquals(device.get("id"), assigned.at("/details/credential_id"));
            assertEquals(1, ADMIN.events(realm, "UPDATE_TOTP").size());

            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").sees("kc-otp-login-form").code(phone.next());
                assertEquals(device.get("id"), alice.token().get("mfa_device_id"));
            }
        }

        @Test
        void an_application_asks_for_it_and_the_user_may_leave() {
            String realm = TestServer.create(optional().user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice").sees("kc-mfa-name-form");
                alice.page().click("#kc-mfa-cancel");
                alice.isSignedIn();
                assertTrue(alice.page().url().contains("kc_action_status=cancelled"));
                assertTrue(ADMIN.devices(realm, "alice").isEmpty());

                alice.open("&kc_action=ASSIGN_MFA_DEVICE").name("Phone").sees("kc-mfa-codes-form");
                alice.page().click("#kc-mfa-cancel");
                alice.isSignedIn();
                assertTrue(ADMIN.devices(realm, "alice").isEmpty(), "nothing half done is on the user");

                alice.open("&kc_action=ASSIGN_MFA_DEVICE").assign("Phone");
                alice.isSignedIn();
                assertTrue(alice.page().url().contains("kc_action_status=success"));
                assertEquals(1, ADMIN.devices(realm, "alice").size());
            }
        }

        @Test
        void keycloak_s_own_way_to_set_a_device_up_leads_to_it_and_to_its_rules() {
            String realm = TestServer.create(optional().user("alice").policy("max-devices", "1"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=CONFIGURE_TOTP").password("alice").sees("kc-mfa-name-form");
                assertThat(alice.page().locator("main").first()).not().containsText("more than one device");
                alice.page().click("#kc-mfa-cancel");
                alice.isSignedIn();
                alice.open("&kc_action=CONFIGURE_TOTP").name("Phone").sees("kc-mfa-codes-form");
                Phone phone = alice.scan();
                alice.codes(phone.next(), phone.again()).seesError("code2", "same code twice");
                alice.codes(phone.next(), phone.next()).isSignedIn();
                assertTrue(alice.page().url().contains("kc_action_status=success"));
                assertEquals(1, ADMIN.devices(realm, "alice").size());
                alice.open("&kc_action=CONFIGURE_TOTP").sees("kc-mfa-limit");
            }
        }

        @Test
        void what_is_sent_to_keycloak_s_own_form_adds_no_device() {
            String realm = TestServer.create(optional().user("alice"));
            HttpVisitor alice =
                    new HttpVisitor(realm).open("&kc_action=CONFIGURE_TOTP").password("alice");
            String secret = "a secret of my own";
            alice.submit("totp", Phone.ofKey(secret).next(), "totpSecret", secret, "userLabel", "Mine");
            assertTrue(alice.html().contains("kc-mfa-name-form"));
            assertTrue(ADMIN.devices(realm, "alice").isEmpty());
        }

        @Test
        void an_admin_asks_for_it_as_a_required_action_once() {
            String realm = TestServer.create(optional().user("alice"));
            ADMIN.put(
                    "/" + realm + "/users/" + ADMIN.userId(realm, "alice"),
                    Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").assign("Phone");
                alice.isSignedIn();
            }
            assertEquals(
                    "[]",
                    ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "alice"))
                            .get("requiredActions")
                            .toString());
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class What_it_refuses {

        private String realm;

        @BeforeAll
        void createRealm() {
            realm = TestServer.create(new RealmBuilder().user("alice").set("otpPolicyLookAheadWindow", 1));
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "1,  0, code1, 'new codes, in the order'",
                    "0,  2, code1, do not follow each other",
                    "-200, -199, code1, clock of the device is too far off",
                    "200, 201, code1, clock of the device is too far off",
                })
        void two_codes_that_are_not_consecutive_in_the_window(int step1, int step2, String field, String words) {
            try (Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                long now = phone.now();
                alice.codes(phone.code(now + step1), phone.code(now + step2)).seesError(field, words);
                assertThat(alice.page().locator("#code1")).hasValue("");
                assertThat(alice.page().locator("#code1")).isFocused();
                assertThat(alice.page().locator("#code2")).hasValue("");
                assertEquals(phone.uri(), alice.scan().uri(), "the secret survives a wrong code");
                assertTrue(ADMIN.devices(realm, "alice").isEmpty());
                JsonNode event = ADMIN.events(realm, "UPDATE_CREDENTIAL_ERROR").get(0);
                assertEquals("invalid_user_credentials", event.get("error").asText());
                assertFalse(event.toString().contains(phone.parameter("secret")));
            }
        }

        @Test
        void one_code_twice_and_waits_for_the_next_one_alone() {
            try (Visitor alice = atTheCodes(TestServer.create(new RealmBuilder().user("alice")))) {
                Phone phone = alice.scan();
                String code = phone.next();
                alice.codes(code, code).seesError("code2", "same code twice");
                assertThat(alice.page().locator("#code1")).hasValue(code);
                assertThat(alice.page().locator("#code2")).hasValue("");
                assertThat(alice.page().locator("#code2")).isFocused();
                alice.page().keyboard().type(phone.next());
                alice.page().keyboard().press("Enter");
                alice.isSignedIn();
            }
        }

        @ParameterizedTest
        @CsvSource({
            "'',       123456, code1, Type the 6 digits",
            "123456,   '',     code2, Type the 6 digits",
            "'   ',    123456, code1, Type the 6 digits",
            "12345,    123456, code1, has 6 digits",
            "123456,  1234567, code2, has 6 digits",
            "abcdef,   123456, code1, digits only",
            "123456,   12345x, code2, digits only",
        })
        void codes_that_are_no_codes(String code1, String code2, String field, String words) {
            try (Visitor alice = atTheCodes(realm)) {
                alice.codes(code1, code2).seesError(field, words);
                assertThat(alice.page().locator("#" + field)).hasValue("");
                assertThat(alice.page().locator("#" + field)).isFocused();
                assertThat(alice.page().locator(field.equals("code1") ? "#code2" : "#code1"))
                        .hasValue("123456");
                assertTrue(ADMIN.devices(realm, "alice").isEmpty());
            }
        }

        @Test
        void codes_of_another_device() {
            try (Visitor alice = atTheCodes(realm)) {
                Phone other = Phone.ofSecret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
                alice.codes(other.next(), other.next()).seesError("code1", "not codes of this device");
            }
        }

        @ParameterizedTest
        @CsvSource({"'', Enter a name", "'   ', Enter a name", "'a\u202eb', 'letters, digits, spaces and punctuation'"})
        void names_that_are_no_names(String name, String words) {
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                alice.name(name).seesError("deviceName", words);
            }
        }

        @Test
        void a_name_that_is_too_long_and_keeps_what_was_typed() {
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                alice.name("n".repeat(65)).seesError("deviceName", "at most 64 characters");
                assertThat(alice.page().locator("#deviceName")).hasValue("n".repeat(65));
            }
        }

        @Test
        void a_name_that_the_user_has_without_regard_to_case() {
            String taken = TestServer.create(optional().user("alice", RealmBuilder.stockDevice("Büro", "0123456789")));
            try (Visitor alice = new Visitor(taken)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                alice.code(Phone.ofKey("0123456789").next());
                alice.name(" BÜRO ").seesError("deviceName", "already have a device of this name");
                assertThat(alice.page().locator("#deviceName")).hasValue(" BÜRO ");
                alice.name("Büro 2").sees("kc-mfa-codes-form");
            }
        }
    }

    @Nested
    class What_people_do {

        @Test
        void reloading_keeps_the_page_and_the_secret() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                alice.page().reload();
                alice.sees("kc-mfa-codes-form");
                assertEquals(phone.uri(), alice.scan().uri());
                alice.codes("000000", "111111").seesError("code1", "not codes of this device");
                alice.page().reload();
                alice.sees("kc-mfa-codes-form")
                        .codes(phone.next(), phone.next())
                        .isSignedIn();
            }
        }

        @Test
        void going_back_changes_the_name_and_keeps_the_secret() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = atTheCodes(realm, "Tablet")) {
                Phone phone = alice.scan();
                alice.page().click("#kc-mfa-back");
                assertThat(alice.page().locator("#deviceName")).hasValue("Tablet");
                alice.name("Phone").sees("kc-mfa-codes-form");
                assertEquals(phone.uri(), alice.scan().uri());
                alice.codes(phone.next(), phone.next()).isSignedIn();
            }
            assertEquals(
                    "Phone",
                    ADMIN.devices(realm, "alice").get(0).get("userLabel").asText());
        }

        @Test
        void the_browsers_back_button_leads_to_a_page_that_works() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = atTheCodes(realm, "Tablet")) {
                alice.page().goBack();
                if (alice.isAt("kc-mfa-codes-form")) {
                    alice.page().click("#kc-mfa-back");
                }
                alice.sees("kc-mfa-name-form").assign("Phone");
                alice.isSignedIn();
            }
            assertEquals(1, ADMIN.devices(realm, "alice").size());
        }

        @Test
        void sending_an_old_page_again_adds_nothing() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                alice.codes(phone.next(), phone.next()).isSignedIn();
                alice.page().goBack();
                assertFalse(alice.isAt("kc-mfa-codes-form"), "the page with the secret is not shown again");
                assertEquals(1, ADMIN.devices(realm, "alice").size());
            }
        }

        @Test
        void a_page_that_expired_adds_nothing_and_leads_to_a_new_start() {
            String realm = TestServer.create(new RealmBuilder()
                    .user("alice")
                    .set("accessCodeLifespanLogin", 6)
                    .set("accessCodeLifespanUserAction", 6));
            try (MovedClock clock = TestServer.moveClock(0);
                    Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                clock.by(8);
                alice.codes(phone.next(), phone.next());
                assertThat(alice.page().locator("#kc-mfa-codes-form")).hasCount(0);
                assertTrue(ADMIN.devices(realm, "alice").isEmpty());
                alice.open().password("alice").assign("Phone");
                alice.isSignedIn();
            }
        }

        @Test
        void two_tabs_are_two_wizards_and_when_one_is_done_the_other_starts_anew() {
            String realm = TestServer.create(optional().user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").isSignedIn();
                Page first = alice.page();
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").name("First").sees("kc-mfa-codes-form");
                Phone one = alice.scan();
                alice.newTab();
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").name("Second").sees("kc-mfa-codes-form");
                Phone two = alice.scan();
                assertNotEquals(one.parameter("secret"), two.parameter("secret"));
                alice.codes(two.next(), two.next()).isSignedIn();
                assertEquals(1, ADMIN.devices(realm, "alice").size());

                // Keycloak ends what other tabs had begun when a sign-in is complete
                alice.switchTo(first);
                alice.codes(one.next(), one.next()).sees("kc-mfa-name-form").assign("First");
                alice.isSignedIn();
            }
            assertEquals(2, ADMIN.devices(realm, "alice").size());
        }

        @Test
        void two_tabs_can_be_at_different_pages() {
            String realm = TestServer.create(optional().user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").isSignedIn();
                Page first = alice.page();
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").name("First").sees("kc-mfa-codes-form");
                alice.newTab();
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").sees("kc-mfa-name-form");
                Page second = alice.page();
                alice.switchTo(first);
                Phone one = alice.scan();
                alice.codes("000000", "111111").seesError("code1", "not codes of this device");
                alice.switchTo(second);
                alice.name("").seesError("deviceName", "Enter a name");
                alice.switchTo(first);
                alice.codes(one.next(), one.next()).isSignedIn();
            }
            assertEquals(
                    "First",
                    ADMIN.devices(realm, "alice").get(0).get("userLabel").asText());
        }

        @Test
        void a_new_wizard_has_a_new_secret() {
            String realm = TestServer.create(optional().user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice").name("Phone");
                Phone one = alice.scan();
                alice.page().click("#kc-mfa-cancel");
                alice.isSignedIn();
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").name("Phone");
                assertNotEquals(one.parameter("secret"), alice.scan().parameter("secret"));
            }
        }

        @Test
        void the_key_can_be_typed_instead_and_the_link_opens_the_app() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = atTheCodes(realm)) {
                assertThat(alice.page().locator("#kc-mfa-secret-key")).isHidden();
                alice.page().getByText("Show secret key").click();
                String key = alice.page().locator("#kc-mfa-secret-key").innerText();
                Phone phone = alice.scan();
                assertEquals(phone.parameter("secret"), key.replace(" ", ""));
                assertEquals(
                        phone.uri().toString(),
                        alice.page().locator("#kc-mfa-open-app").getAttribute("href"));
                assertEquals("Test & Söhne  " + realm, phone.parameter("issuer"));
                assertEquals(
                        "/" + phone.parameter("issuer") + ":alice", phone.uri().getPath());
            }
        }

        @Test
        void codes_typed_with_spaces_are_codes() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                String code = phone.next();
                alice.codes(code.substring(0, 3) + " " + code.substring(3), " " + phone.next())
                        .isSignedIn();
            }
        }

        @Test
        void a_name_with_markup_is_text_everywhere() {
            String realm = TestServer.create(optional().user("alice"));
            String name = "<img src=x onerror=\"document.title='hit'\">'&{0}${1+1}";
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                alice.name(name).sees("kc-mfa-codes-form");
                assertThat(alice.page().locator("#kc-mfa-device-name")).hasText(name);
                alice.page().click("#kc-mfa-back");
                assertThat(alice.page().locator("#deviceName")).hasValue(name);
                Phone one = alice.assign(name);
                assertEquals(name, alice.token().get("mfa_device_name").asText());
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").assign("Other");
            }
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").sees("kc-otp-login-form");
                assertThat(alice.page().locator("fieldset")).containsText(name);
                assertNotEquals("hit", alice.page().title());
            }
        }
    }

    @Nested
    @Tag("older")
    class Whoever_uses_it {

        @Test
        void it_works_with_scripts_off() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            var noScripts = new Browser.NewContextOptions().setJavaScriptEnabled(false);
            Phone phone;
            try (Visitor alice = new Visitor(realm, noScripts)) {
                phone = alice.open().password("alice").assign("Phone");
                alice.isSignedIn();
            }
            try (Visitor alice = new Visitor(realm, noScripts)) {
                alice.open().password("alice").code(phone.next()).isSignedIn();
            }
        }

        @Test
        void it_works_by_keyboard_alone() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            try (Visitor alice = new Visitor(realm).open().password("alice").sees("kc-mfa-name-form")) {
                Page page = alice.page();
                assertThat(page.locator("#deviceName")).isFocused();
                page.keyboard().type("Phone");
                page.keyboard().press("Enter");
                alice.sees("kc-mfa-codes-form");
                tabTo(page, "summary:has-text('Show QR code')");
                page.keyboard().press("Enter");
                Phone phone = alice.scan();
                tabTo(page, "#code1");
                page.keyboard().type(phone.next());
                page.keyboard().press("Tab");
                page.keyboard().type(phone.next());
                page.keyboard().press("Enter");
                alice.isSignedIn();
            }
        }

        private void tabTo(Page page, String target) {
            for (int i = 0; i < 30; i++) {
                page.keyboard().press("Tab");
                if ((Boolean) page.locator(target).first().evaluate("e => e === document.activeElement")) {
                    return;
                }
            }
            throw new AssertionError(target + " is not reached by the Tab key");
        }

        @Test
        void it_fits_a_phone_in_dark_mode_and_the_picture_can_be_scanned_from_the_screen() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            var phoneInTheDark =
                    new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(ColorScheme.DARK);
            try (Visitor alice = new Visitor(realm, phoneInTheDark)) {
                alice.open().password("alice").name("W".repeat(64)).sees("kc-mfa-codes-form");
                alice.page().getByText("Show secret key").click();
                Phone phone = alice.scan();
                int scrolled = (Integer) alice.page().evaluate("document.documentElement.scrollWidth");
                alice.screenshot("wizard-phone-dark");
                assertTrue(scrolled <= 360, "the page is " + scrolled + " pixels wide");
                byte[] seen = alice.page().locator("#kc-mfa-qr-code").screenshot();
                assertEquals(phone.uri(), Phone.scan(seen).uri());
                alice.codes(phone.next(), phone.next()).isSignedIn();
            }
        }

        /** A picture that is shown smaller than it is cannot be read now and then, which depends on the secret. */
        @ParameterizedTest
        @ValueSource(strings = {"keycloak.v2", "keycloak", "base"})
        void the_picture_is_shown_as_large_as_it_is(String theme) {
            String realm = TestServer.create(new RealmBuilder()
                    .set("loginTheme", theme)
                    .set("displayName", "The company of the long name & its daughters")
                    .user("alice"));
            try (Visitor alice = new Visitor(realm).open().password("alice").name("Phone")) {
                Phone phone = alice.scan();
                var picture = alice.page().locator("#kc-mfa-qr-code");
                assertEquals(picture.evaluate("e => e.naturalWidth"), picture.evaluate("e => e.clientWidth"));
                assertEquals(phone.uri(), Phone.scan(picture.screenshot()).uri());
                alice.screenshot("wizard-qr-code-" + theme);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"keycloak", "base"})
        void it_works_in_older_login_themes(String theme) {
            String realm = TestServer.create(new RealmBuilder().user("alice").set("loginTheme", theme));
            Phone phone;
            try (Visitor alice = new Visitor(realm).open().password("alice").sees("kc-mfa-name-form")) {
                alice.name("").seesError("deviceName", "Enter a name");
                alice.name("Phone").sees("kc-mfa-codes-form");
                phone = alice.scan();
                alice.screenshot("wizard-codes-" + theme);
                alice.codes("1", "2").seesError("code1", "has 6 digits").seesError("code2", "has 6 digits");
                alice.codes(phone.next(), phone.next()).isSignedIn();
            }
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").code("000000").seesError("otp", "Invalid");
                alice.code(phone.next()).isSignedIn();
            }
        }
    }

    @Nested
    class At_the_limit {

        private Map<String, Object>[] devices(int count) {
            @SuppressWarnings({"unchecked", "rawtypes"})
            Map<String, Object>[] devices = IntStream.rangeClosed(1, count)
                    .mapToObj(i -> RealmBuilder.stockDevice("Device " + i, "secret-number-" + i))
                    .toArray(Map[]::new);
            return devices;
        }

        @Test
        void it_says_so_and_how_to_go_on_where_the_user_may_leave() {
            String realm = TestServer.create(optional().user("alice", devices(8)));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                alice.page().getByLabel("Device 8").check();
                alice.code(Phone.ofKey("secret-number-8").next()).sees("kc-mfa-limit");
                assertThat(alice.page().locator("#kc-mfa-limit")).containsText("You have 8 MFA devices");
                alice.screenshot("wizard-limit");
                alice.page().click("#kc-mfa-cancel");
                alice.isSignedIn();
            }
            assertEquals(8, ADMIN.devices(realm, "alice").size());
        }

        @Test
        void a_user_who_must_go_through_it_is_not_stuck() {
            String realm =
                    TestServer.create(optional().user("alice", devices(3)).policy("max-devices", "3"));
            ADMIN.put(
                    "/" + realm + "/users/" + ADMIN.userId(realm, "alice"),
                    Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").page().getByLabel("Device 3").check();
                alice.code(Phone.ofKey("secret-number-3").next());
                assertThat(alice.page().locator("#kc-mfa-limit")).containsText("You have 3 MFA devices");
                alice.page().click("#kc-mfa-continue");
                alice.isSignedIn();
            }
        }

        @Test
        void a_user_with_more_devices_from_before_keeps_them_all_and_gets_no_more() {
            String realm = TestServer.create(optional().user("alice", devices(10)));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                assertThat(alice.page().locator("input[type=radio]")).hasCount(10);
                alice.page()
                        .getByLabel("Device 10", new Page.GetByLabelOptions().setExact(true))
                        .check();
                alice.code(Phone.ofKey("secret-number-10").next()).sees("kc-mfa-limit");
            }
        }
    }

    @Nested
    class Whatever_the_realm_s_OTP_policy_is {

        @ParameterizedTest
        @CsvSource({
            "totp, HmacSHA1,   6, 30, 32",
            "totp, HmacSHA256, 8, 60, 52",
            "totp, HmacSHA512, 6, 30, 103",
            "hotp, HmacSHA1,   6, 30, 32",
            "hotp, HmacSHA256, 8, 30, 52",
        })
        void the_device_follows_it(String type, String algorithm, int digits, int period, int keyLength) {
            String realm = TestServer.create(new RealmBuilder()
                    .user("alice")
                    .set("otpPolicyType", type)
                    .set("otpPolicyAlgorithm", algorithm)
                    .set("otpPolicyDigits", digits)
                    .set("otpPolicyPeriod", period)
                    .set("otpPolicyInitialCounter", 4));
            Phone phone;
            try (Visitor alice = new Visitor(realm)) {
                phone = alice.open().password("alice").assign("Phone");
                alice.isSignedIn();
            }
            assertEquals(type, phone.uri().getHost());
            assertEquals(algorithm, "Hmac" + phone.parameter("algorithm"));
            assertEquals(String.valueOf(digits), phone.parameter("digits"));
            assertEquals(keyLength, phone.parameter("secret").length());
            assertEquals(type.equals("hotp") ? "4" : null, phone.parameter("counter"));
            for (int i = 0; i < 2; i++) {
                try (Visitor alice = new Visitor(realm)) {
                    alice.open().password("alice").code(phone.next()).isSignedIn();
                }
            }
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").code(phone.again()).seesError("otp", "Invalid");
            }
        }

        @Test
        void counters_that_are_not_consecutive_or_too_far_ahead_are_refused() {
            String realm = TestServer.create(new RealmBuilder()
                    .user("alice")
                    .set("otpPolicyType", "hotp")
                    .set("otpPolicyLookAheadWindow", 3));
            try (Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                alice.codes(phone.code(0), phone.code(2)).seesError("code1", "do not follow");
                alice.codes(phone.code(1), phone.code(0)).seesError("code1", "in the order");
                alice.codes(phone.code(2), phone.code(2)).seesError("code2", "same code twice");
                alice.codes(phone.code(9), phone.code(10)).seesError("code1", "counter of the device");
                alice.codes(phone.code(3), phone.code(4)).isSignedIn();
            }
        }
    }

    @Nested
    class A_clock_that_is_off {

        @ParameterizedTest
        @ValueSource(longs = {-100, 100})
        void is_measured_and_the_device_signs_in_by_its_own_clock(long skew) {
            String realm = TestServer.create(new RealmBuilder().user("alice").set("otpPolicyLookAheadWindow", 1));
            Phone phone;
            long used;
            try (Visitor alice = atTheCodes(realm)) {
                phone = alice.scan().clockOffBySteps(skew);
                used = phone.now();
                alice.codes(phone.code(used - 1), phone.code(used)).isSignedIn();
            }
            long drift = Long.parseLong(TestServer.rows(realm).get(0).split(" ")[1]);
            assertTrue(Math.abs(drift - skew) <= 1, "drift " + drift);
            try (Visitor alice = new Visitor(realm)) {
                Phone rightClock = phone.clockOffBySteps(0);
                alice.open()
                        .password("alice")
                        .code(rightClock.code(rightClock.now()))
                        .seesError("otp", "Invalid");
                alice.code(phone.code(Math.max(used + 1, phone.now()))).isSignedIn();
            }
        }

        @Test
        void typing_late_is_not_drift() {
            String realm = TestServer.create(new RealmBuilder().user("alice").set("otpPolicyLookAheadWindow", 2));
            try (Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                alice.codes(phone.code(phone.now() - 2), phone.code(phone.now() - 1))
                        .isSignedIn();
            }
            assertEquals("0", TestServer.rows(realm).get(0).split(" ")[1]);
        }

        @Test
        void is_refused_beyond_the_realm_s_sync_window() {
            String realm = TestServer.create(new RealmBuilder()
                    .user("alice")
                    .policy("sync-window-steps", "20")
                    .set("otpPolicyLookAheadWindow", 1));
            try (Visitor alice = atTheCodes(realm)) {
                Phone phone = alice.scan();
                alice.codes(phone.code(phone.now() - 30), phone.code(phone.now() - 29))
                        .seesError("code1", "too far off");
                alice.codes(phone.code(phone.now() - 15), phone.code(phone.now() - 14))
                        .isSignedIn();
            }
        }
    }
}
