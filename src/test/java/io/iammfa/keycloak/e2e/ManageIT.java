package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's own devices. */
class ManageIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone red = Phone.ofKey("secret-red");

    private static RealmBuilder devices() {
        return new RealmBuilder()
                .owner("alice")
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"))
                .user("carol");
    }

    /** At the table, signed in with the device Red. */
    private Visitor atTheTable(String realm) {
        return atTheTable(new Visitor(realm));
    }

    private Visitor atTheTable(Visitor alice) {
        alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice").sees("kc-otp-login-form");
        alice.page().getByLabel("Red").check();
        return alice.code(red.next()).sees("kc-mfa-devices");
    }

    @Nested
    class The_table {

        @Test
        void lists_the_devices_with_name_type_dates_and_the_limit() {
            String realm = TestServer.create(devices());
            try (Visitor alice = atTheTable(realm)) {
                assertThat(alice.page().locator("#kc-mfa-count")).hasText("2 of 8 devices");
                assertThat(alice.row("Red")).containsText("Authenticator app");
                assertThat(alice.row("Green")).containsText("never");
                assertThat(alice.row("Red")).not().containsText("never");
                alice.screenshot("manage");
                alice.page().click("#kc-mfa-done");
                alice.isSignedIn();
                assertTrue(alice.page().url().contains("kc_action_status=success"));
            }
        }

        @Test
        void can_be_left_and_has_no_table_for_who_has_no_device() {
            String realm = TestServer.create(devices()
                    .secondFactor("conditional-user-configured", "REQUIRED")
                    .secondFactor("mfa-device-form", "REQUIRED"));
            try (Visitor carol = new Visitor(realm)) {
                carol.open("&kc_action=MANAGE_MFA_DEVICES").password("carol");
                assertThat(carol.page().locator("#kc-mfa-count")).hasText("0 of 8 devices");
                assertFalse(carol.isAt("kc-mfa-devices"));
                assertFalse(carol.isAt("kc-mfa-cancel"), "there is nothing to cancel");
                carol.page().click("#kc-mfa-done");
                carol.isSignedIn();
            }
        }

        @Test
        void leads_into_the_wizard_and_back() {
            String realm = TestServer.create(devices());
            try (Visitor alice = atTheTable(realm)) {
                alice.page().click("#kc-mfa-assign");
                alice.sees("kc-mfa-name-form");
                alice.page().click("#kc-mfa-cancel");
                alice.sees("kc-mfa-devices");
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
                alice.page().click("#kc-mfa-assign");
                alice.assign("Blue");
                alice.sees("kc-mfa-devices");
                assertThat(alice.page().locator("#kc-mfa-count")).hasText("3 of 8 devices");
                alice.page().click("#kc-mfa-done");
                alice.isSignedIn();
            }
        }

        @Test
        void offers_no_more_devices_at_the_limit() {
            String realm = TestServer.create(devices().policy("max-devices", "2"));
            try (Visitor alice = atTheTable(realm)) {
                assertFalse(alice.isAt("kc-mfa-assign"));
                assertThat(alice.page().locator("#kc-mfa-assign-form")).containsText("as many devices as you may have");
            }
        }

        @Test
        void is_used_by_keyboard_and_with_scripts_off_on_a_phone_in_dark_mode() {
            String realm = TestServer.create(devices());
            try (Visitor alice = new Visitor(
                    realm,
                    new Browser.NewContextOptions()
                            .setJavaScriptEnabled(false)
                            .setViewportSize(360, 740)
                            .setColorScheme(ColorScheme.DARK))) {
                atTheTable(alice);
                alice.screenshot("manage-phone-dark");
                Page page = alice.page();
                assertEquals(
                        true,
                        page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                        "nothing is cut off");
                alice.row("Green").locator("button[value=rename]").focus();
                page.keyboard().press("Enter");
                alice.sees("kc-mfa-rename-form");
                assertThat(page.locator("#deviceName")).isFocused();
                page.keyboard().press("Control+a");
                page.keyboard().type("Lime");
                page.keyboard().press("Enter");
                alice.sees("kc-mfa-devices");
                assertEquals(List.of("Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
            }
        }
    }

    @Nested
    class Rename {

        @Test
        void gives_the_device_its_new_name_and_tells_so() {
            String realm = TestServer.create(devices());
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "rename");
                assertThat(alice.page().locator("#deviceName")).hasValue("Green");
                alice.page().fill("#deviceName", "  <b>Grün</b> ");
                alice.page().click("#kc-mfa-rename");
                assertThat(alice.row("<b>Grün</b>")).isVisible();
            }
            assertEquals(List.of("<b>Grün</b>", "Red"), ADMIN.deviceNames(realm, "alice"));
            JsonNode event = ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL");
            assertEquals("rename", event.at("/details/mfa_operation").asText());
            assertEquals(
                    "<b>Grün</b>", event.at("/details/credential_user_label").asText());
            assertEquals("Green", event.at("/details/mfa_previous_name").asText());
            assertEquals(
                    ADMIN.deviceId(realm, "alice", "<b>Grün</b>"),
                    event.at("/details/credential_id").asText());
        }

        @Test
        void refuses_a_name_that_is_taken_or_is_none_and_keeps_what_was_typed() {
            String realm = TestServer.create(devices());
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "rename");
                for (Map.Entry<String, String> refused : Map.of(
                                "rED",
                                "already have a device of this name",
                                "",
                                "Enter a name",
                                "x".repeat(65),
                                "at most 64 characters")
                        .entrySet()) {
                    alice.page().fill("#deviceName", refused.getKey());
                    alice.page().click("#kc-mfa-rename");
                    alice.seesError("deviceName", refused.getValue());
                    assertThat(alice.page().locator("#deviceName")).hasValue(refused.getKey());
                }
                assertEquals(
                        "mfa_device_name_taken",
                        ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL_ERROR")
                                .get("error")
                                .asText());
                alice.page().fill("#deviceName", "GREEN");
                alice.page().click("#kc-mfa-rename");
                alice.sees("kc-mfa-devices");
            }
            assertEquals(List.of("GREEN", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @Test
        void leads_back_without_a_change() {
            String realm = TestServer.create(devices());
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "rename");
                alice.page().fill("#deviceName", "Other");
                alice.page().click("#kc-mfa-back");
                alice.sees("kc-mfa-devices");
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
                alice.press("Red", "rename");
                assertThat(alice.page().locator("#deviceName")).hasValue("Red");
            }
        }
    }

    @Nested
    @Tag("older")
    class Resync {

        @Test
        void measures_the_clock_anew_and_the_table_marks_a_device_whose_clock_is_off() {
            String realm = TestServer.create(devices().set("otpPolicyLookAheadWindow", 1));
            Phone slow = Phone.ofKey("secret-green").clockOffBySteps(-60);
            Phone right = Phone.ofKey("secret-red");
            long step;
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
                alice.page().getByLabel("Red").check();
                alice.code(right.code(right.now())).sees("kc-mfa-devices");
                alice.press("Green", "resync");
                assertThat(alice.page().locator("#kc-mfa-device-name")).hasText("Green");
                step = slow.now();
                alice.page().fill("#code1", slow.code(step));
                alice.page().fill("#code2", slow.code(step + 1));
                alice.page().click("#kc-mfa-resync");
                assertThat(alice.row("Green")).containsText("30 min slow, corrected");
                assertThat(alice.row("Red")).not().containsText("corrected");
            }
            assertEquals(
                    "resync",
                    ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL")
                            .at("/details/mfa_operation")
                            .asText());
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                alice.page().getByLabel("Green").check();
                alice.code(slow.code(Math.max(step + 2, slow.now()))).isSignedIn();
            }
        }

        @Test
        void refuses_all_else_in_one_way_and_counts_one_failure_each() {
            String realm = TestServer.create(devices().lockedAfter(30));
            Phone green = Phone.ofKey("secret-green");
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "resync");
                long now = green.now();
                String[][] refused = {
                    {green.code(now), green.code(now + 2)},
                    {green.code(now + 1), green.code(now)},
                    {green.code(now), "000000"},
                    {green.code(now + 400), green.code(now + 401)},
                    {
                        Phone.ofKey("secret-red").code(now),
                        Phone.ofKey("secret-red").code(now + 1)
                    },
                };
                for (int i = 0; i < refused.length; i++) {
                    alice.page().fill("#code1", refused[i][0]);
                    alice.page().fill("#code2", refused[i][1]);
                    alice.page().click("#kc-mfa-resync");
                    alice.seesError("code1", "These codes were not accepted");
                    assertThat(alice.page().locator("#code1")).hasValue("");
                    ADMIN.countsFailures(realm, "alice", i + 1);
                }
                assertEquals(
                        "invalid_user_credentials",
                        ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL_ERROR")
                                .get("error")
                                .asText());
                // what needs no look at the secret is said beside its field, and is no failure
                alice.page().fill("#code1", "12345");
                alice.page().fill("#code2", "abcdef");
                alice.page().click("#kc-mfa-resync");
                alice.seesError("code1", "has 6 digits").seesError("code2", "digits only");
                alice.page().fill("#code1", "123456");
                alice.page().fill("#code2", "123 456");
                alice.page().click("#kc-mfa-resync");
                alice.seesError("code2", "same code twice");
                ADMIN.countsFailures(realm, "alice", refused.length);
            }
        }

        @Test
        void never_makes_a_used_code_valid_again() {
            String realm = TestServer.create(devices());
            Phone green = Phone.ofKey("secret-green");
            String used = green.next();
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                alice.page().getByLabel("Green").check();
                alice.code(used).isSignedIn();
            }
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "resync");
                alice.page().fill("#code1", used);
                alice.page().fill("#code2", green.next());
                alice.page().click("#kc-mfa-resync");
                alice.seesError("code1", "These codes were not accepted");
                alice.page().fill("#code1", green.again());
                alice.page().fill("#code2", green.next());
                alice.page().click("#kc-mfa-resync");
                alice.sees("kc-mfa-devices");
            }
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                for (long step : new long[] {green.last() - 2, green.last() - 1, green.last()}) {
                    alice.page().getByLabel("Green").check();
                    alice.code(green.code(step)).seesError("otp", "Invalid");
                }
                alice.code(green.next()).isSignedIn();
            }
        }

        @Test
        void finds_a_counter_that_ran_ahead() {
            String realm = TestServer.create(new RealmBuilder()
                    .user("alice")
                    .set("otpPolicyType", "hotp")
                    .set("otpPolicyLookAheadWindow", 2));
            Phone keyRing;
            try (Visitor alice = new Visitor(realm)) {
                keyRing = alice.open("&kc_action=MANAGE_MFA_DEVICES")
                        .password("alice")
                        .assign("Key ring");
                alice.sees("kc-mfa-devices");
                keyRing.skip(50);
                alice.press("Key ring", "resync");
                alice.page().fill("#code1", keyRing.next());
                alice.page().fill("#code2", keyRing.next());
                alice.page().click("#kc-mfa-resync");
                alice.sees("kc-mfa-devices");
            }
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").code(keyRing.again()).seesError("otp", "Invalid");
                alice.code(keyRing.next()).isSignedIn();
            }
        }
    }

    @Nested
    @Tag("older")
    @Tag("database")
    class Replace {

        @Test
        void puts_the_new_device_in_the_old_one_s_place_in_one_step_also_at_the_limit() {
            String realm = TestServer.create(devices().policy("max-devices", "2"));
            String old = ADMIN.deviceId(realm, "alice", "Green");
            ADMIN.put("/" + realm + "/mfa-devices/" + old + "/tags", Map.of("site", "Berlin"));
            Phone green = Phone.ofKey("secret-green");
            Phone fresh;
            try (Visitor alice = atTheTable(realm)) {
                List<String> slots = slots(realm);
                alice.press("Green", "replace");
                assertThat(alice.page().locator("#kc-mfa-device-name")).hasText("Green");
                alice.screenshot("replace");
                fresh = alice.scan();
                alice.codes(fresh.next(), fresh.again()).seesError("code2", "same code twice");
                // until the new one is proven the old one works
                try (Visitor other = new Visitor(realm)) {
                    other.open().password("alice");
                    other.page().getByLabel("Green").check();
                    other.code(green.next()).isSignedIn();
                }
                alice.codes(fresh.next(), fresh.next()).sees("kc-mfa-devices");
                assertEquals(slots, slots(realm));
            }
            assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            String now = ADMIN.deviceId(realm, "alice", "Green");
            assertFalse(old.equals(now));
            assertEquals(
                    "{\"site\":\"Berlin\"}",
                    ADMIN.get("/" + realm + "/mfa-devices/" + now + "/tags").toString());
            JsonNode event = ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL");
            assertEquals("replace", event.at("/details/mfa_operation").asText());
            assertEquals(now, event.at("/details/credential_id").asText());
            assertEquals(old, event.at("/details/mfa_replaced_credential_id").asText());
            assertTrue(ADMIN.events(realm, "REMOVE_CREDENTIAL").isEmpty(), "one event says both");
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice");
                alice.page().getByLabel("Green").check();
                alice.code(green.next()).seesError("otp", "Invalid");
                alice.code(fresh.next()).isSignedIn();
            }
        }

        @Test
        void can_be_left_and_may_choose_another_name() {
            String realm = TestServer.create(devices());
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "replace");
                alice.sees("kc-mfa-codes-form").page().click("#kc-mfa-cancel");
                alice.sees("kc-mfa-devices");
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
                alice.press("Green", "replace");
                alice.page().click("#kc-mfa-back");
                assertThat(alice.page().locator("#deviceName")).hasValue("Green");
                alice.name("red").seesError("deviceName", "already have");
                alice.name("Emerald").sees("kc-mfa-codes-form");
                Phone phone = alice.scan();
                alice.codes(phone.next(), phone.next()).sees("kc-mfa-devices");
            }
            assertEquals(List.of("Emerald", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @Test
        void of_the_same_device_in_two_browsers_happens_once() {
            String realm = TestServer.create(devices());
            try (Visitor one = atTheTable(realm);
                    Visitor two = atTheTable(realm)) {
                one.press("Green", "replace");
                two.press("Green", "replace");
                Phone phoneOne = one.scan();
                Phone phoneTwo = two.scan();
                assertFalse(phoneOne.uri().equals(phoneTwo.uri()));
                one.codes(phoneOne.next(), phoneOne.next()).sees("kc-mfa-devices");
                two.codes(phoneTwo.next(), phoneTwo.next());
                assertThat(two.page().locator("#kc-mfa-gone")).isVisible();
                two.page().click("#kc-mfa-continue");
                two.sees("kc-mfa-devices");
            }
            assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            assertEquals(
                    "mfa_device_not_found",
                    ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL_ERROR")
                            .get("error")
                            .asText());
        }

        private List<String> slots(String realm) {
            return TestServer.rows(realm).stream().map(row -> row.split(" ")[0]).toList();
        }
    }

    @Nested
    class Remove {

        @Test
        void takes_the_device_away_after_a_question_and_its_codes_are_refused() {
            String realm = TestServer.create(devices());
            String green = ADMIN.deviceId(realm, "alice", "Green");
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "remove");
                alice.sees("kc-mfa-remove-form");
                assertFalse(alice.isAt("kc-mfa-last-device"));
                assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
                alice.page().click("#kc-mfa-back");
                alice.sees("kc-mfa-devices");
                alice.press("Green", "remove");
                alice.page().click("#kc-mfa-remove");
                assertThat(alice.page().locator("#kc-mfa-count")).hasText("1 of 8 devices");
            }
            assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
            JsonNode event = ADMIN.lastEvent(realm, "REMOVE_CREDENTIAL");
            assertEquals("remove", event.at("/details/mfa_operation").asText());
            assertEquals(green, event.at("/details/credential_id").asText());
            assertEquals(1, ADMIN.events(realm, "REMOVE_TOTP").size());
            assertEquals(1, TestServer.rows(realm).size(), "of Red");
        }

        @Test
        void of_the_last_device_says_so() {
            String realm = TestServer.create(devices());
            try (Visitor bob = new Visitor(realm)) {
                bob.open("&kc_action=MANAGE_MFA_DEVICES").password("bob");
                bob.code(Phone.ofKey("secret-bob").next());
                bob.press("Bob’s", "remove");
                assertThat(bob.page().locator("#kc-mfa-last-device")).isVisible();
                bob.page().click("#kc-mfa-remove");
                assertThat(bob.page().locator("#kc-mfa-count")).hasText("0 of 8 devices");
            }
            assertTrue(ADMIN.devices(realm, "bob").isEmpty());
        }
    }

    @Nested
    class Ids_of_all_kinds {

        @ParameterizedTest
        @ValueSource(strings = {"rename", "resync", "replace", "remove"})
        void that_are_not_the_user_s_change_nothing(String action) {
            String realm = TestServer.create(devices());
            String bobs = ADMIN.deviceId(realm, "bob", "Bob’s");
            HttpVisitor alice =
                    new HttpVisitor(realm).open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
            alice.submit("otp", red.next(), "selectedCredentialId", ADMIN.deviceId(realm, "alice", "Red"));
            for (String foreign : List.of(bobs, "", "' or 1=1 --", "x".repeat(3000), ADMIN.userId(realm, "alice"))) {
                alice.submit("deviceId", foreign, "action", action);
                assertEquals(200, alice.status());
                assertTrue(alice.html().contains("no longer there"), alice.html());
            }
            // the page of an own device, sent back with another's id
            alice.submit("deviceId", ADMIN.deviceId(realm, "alice", "Green"), "action", action);
            Phone bob = Phone.ofKey("secret-bob");
            alice.submit(Stream.of("deviceId", bobs, "deviceName", "Mine", "code1", bob.next(), "code2", bob.next())
                    .toArray(String[]::new));
            assertEquals(200, alice.status());
            assertEquals(
                    List.of("Bob’s"),
                    ADMIN.devices(realm, "bob").stream()
                            .map(device -> device.get("userLabel").asText())
                            .toList());
            assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
            try (Visitor visitor = new Visitor(realm)) {
                visitor.open()
                        .password("bob")
                        .code(Phone.ofKey("secret-bob").next())
                        .isSignedIn();
            }
        }

        @Test
        void a_device_that_went_meanwhile_is_said_to_be_gone() {
            String realm = TestServer.create(devices());
            try (Visitor alice = atTheTable(realm)) {
                alice.press("Green", "remove");
                ADMIN.delete("/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/credentials/"
                        + ADMIN.deviceId(realm, "alice", "Green"));
                alice.page().click("#kc-mfa-remove");
                alice.sees("kc-mfa-devices");
                assertThat(alice.page().locator("body")).containsText("no longer there");
            }
            assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @Test
        void a_page_sent_again_changes_nothing_more() {
            String realm = TestServer.create(devices());
            HttpVisitor alice =
                    new HttpVisitor(realm).open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
            alice.submit("otp", red.next(), "selectedCredentialId", ADMIN.deviceId(realm, "alice", "Red"));
            String green = ADMIN.deviceId(realm, "alice", "Green");
            alice.submit("deviceId", green, "action", "remove");
            String removal = alice.formAction();
            alice.submit("deviceId", green);
            assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
            alice.submitTo(removal, "deviceId", ADMIN.deviceId(realm, "alice", "Red"));
            assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
        }
    }
}
