package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page is sent once, by mouse and by keyboard. */
class SubmitOnceIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone red = Phone.ofKey("secret-red");

    private static RealmBuilder devices() {
        return new RealmBuilder().owner("alice").user("carol");
    }

    private static Locator row(Visitor visitor, String device, String action) {
        return visitor.row(device).locator("button[value=" + action + "]");
    }

    /** No form was sent in vain: Keycloak would tell of it. */
    private static void nothingWentWrong(String realm) {
        nothingElseWentWrong(realm, List.of());
    }

    /** @param meant the errors of the sign-in that were meant to be */
    private static void nothingElseWentWrong(String realm, List<String> meant) {
        for (String type : List.of("LOGIN_ERROR", "CUSTOM_REQUIRED_ACTION_ERROR", "UPDATE_CREDENTIAL_ERROR")) {
            List<String> errors = ADMIN.events(realm, type).stream()
                    .map(event -> event.get("error").asText())
                    .filter(error -> !error.equals("rejected_by_user"))
                    .toList();
            assertEquals(type.equals("LOGIN_ERROR") ? meant : List.of(), errors, type);
        }
    }

    /** A person who double-clicks on everything. */
    private static final class Clicker {

        private final Visitor visitor;
        private final List<Request> posts = new ArrayList<>();

        Clicker(Visitor visitor) {
            this.visitor = visitor;
            visitor.page().onRequest(request -> {
                if (request.isNavigationRequest() && "POST".equals(request.method())) {
                    posts.add(request);
                }
            });
        }

        Clicker click(String button) {
            return click(visitor.page().locator(button));
        }

        Clicker click(Locator button) {
            posts.clear();
            button.dblclick();
            return this;
        }

        Clicker fill(String field, String value) {
            visitor.page().fill(field, value);
            return this;
        }

        Visitor leadsTo(String id) {
            visitor.sees(id);
            assertEquals(1, posts.size(), "sent " + posts.size() + " times");
            return visitor;
        }

        void signsIn() {
            visitor.isSignedIn();
            assertEquals(1, posts.size(), "sent " + posts.size() + " times");
        }
    }

    @Nested
    class A_double_click {

        @Test
        void signs_in_and_resyncs() {
            String realm = TestServer.create(devices());
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                Clicker clicker = new Clicker(alice);
                alice.code("000000");
                clicker.click("#kc-mfa-offer-resync").leadsTo("kc-mfa-resync-form");
                clicker.click("#kc-mfa-back").leadsTo("kc-otp-login-form");
                clicker.click("#kc-mfa-offer-resync").leadsTo("kc-mfa-resync-form");
                alice.page().getByLabel("Green").check();
                Phone green = Phone.ofKey("secret-green");
                clicker.fill("#code1", green.next())
                        .fill("#code2", green.next())
                        .click("#kc-mfa-resync")
                        .signsIn();
            }
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                alice.page().getByLabel("Red").check();
                new Clicker(alice).fill("#otp", red.next()).click("#kc-login").signsIn();
            }
            assertEquals(2, ADMIN.events(realm, "LOGIN").size());
            nothingElseWentWrong(realm, List.of("invalid_user_credentials"));
        }

        @Test
        void goes_through_the_wizard() {
            String realm = TestServer.create(devices());
            try (Visitor carol = new Visitor(realm).open().password("carol")) {
                Clicker clicker = new Clicker(carol);
                String next = "#kc-mfa-name-form button:not([name])";
                clicker.fill("#deviceName", "Blue").click(next).leadsTo("kc-mfa-codes-form");
                clicker.click("#kc-mfa-back").leadsTo("kc-mfa-name-form");
                clicker.click(next).leadsTo("kc-mfa-codes-form");
                Phone phone = carol.scan();
                clicker.fill("#code1", phone.next())
                        .fill("#code2", phone.next())
                        .click("#kc-mfa-add")
                        .signsIn();
            }
            assertEquals(List.of("Blue"), ADMIN.deviceNames(realm, "carol"));
            nothingWentWrong(realm);
        }

        @Test
        void manages_devices() {
            String realm = TestServer.create(devices());
            try (Visitor alice =
                    new Visitor(realm).open("&kc_action=MANAGE_MFA_DEVICES").password("alice")) {
                alice.page().getByLabel("Red").check();
                Clicker clicker = new Clicker(alice);
                clicker.fill("#otp", red.next()).click("#kc-login").leadsTo("kc-mfa-devices");
                clicker.click(row(alice, "Green", "rename")).leadsTo("kc-mfa-rename-form");
                clicker.click("#kc-mfa-back").leadsTo("kc-mfa-devices");
                clicker.click(row(alice, "Green", "rename")).leadsTo("kc-mfa-rename-form");
                clicker.fill("#deviceName", "Lime").click("#kc-mfa-rename").leadsTo("kc-mfa-devices");
                clicker.click(row(alice, "Lime", "resync")).leadsTo("kc-mfa-resync-form");
                Phone lime = Phone.ofKey("secret-green");
                clicker.fill("#code1", lime.next())
                        .fill("#code2", lime.next())
                        .click("#kc-mfa-resync")
                        .leadsTo("kc-mfa-devices");
                clicker.click("#kc-mfa-assign").leadsTo("kc-mfa-name-form");
                clicker.click("#kc-mfa-cancel").leadsTo("kc-mfa-devices");
                clicker.click("#kc-mfa-assign").leadsTo("kc-mfa-name-form");
                clicker.fill("#deviceName", "Blue")
                        .click("#kc-mfa-name-form button:not([name])")
                        .leadsTo("kc-mfa-codes-form");
                Phone blue = alice.scan();
                clicker.fill("#code1", blue.next())
                        .fill("#code2", blue.next())
                        .click("#kc-mfa-add")
                        .leadsTo("kc-mfa-devices");
                assertEquals(List.of("Blue", "Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
                clicker.click(row(alice, "Blue", "replace")).leadsTo("kc-mfa-codes-form");
                Phone newBlue = alice.scan();
                clicker.fill("#code1", newBlue.next())
                        .fill("#code2", newBlue.next())
                        .click("#kc-mfa-add")
                        .leadsTo("kc-mfa-devices");
                clicker.click(row(alice, "Lime", "remove")).leadsTo("kc-mfa-remove-form");
                clicker.click("#kc-mfa-back").leadsTo("kc-mfa-devices");
                clicker.click(row(alice, "Lime", "remove")).leadsTo("kc-mfa-remove-form");
                clicker.click("#kc-mfa-remove").leadsTo("kc-mfa-devices");
                assertEquals(List.of("Blue", "Red"), ADMIN.deviceNames(realm, "alice"));
                clicker.click("#kc-mfa-done").signsIn();
                assertTrue(alice.page().url().contains("kc_action_status=success"));
            }
            List<String> changes = ADMIN.events(realm, "UPDATE_CREDENTIAL").stream()
                    .map(event -> event.at("/details/mfa_operation").asText())
                    .sorted()
                    .toList();
            assertEquals(List.of("assign", "rename", "replace", "resync"), changes);
            nothingWentWrong(realm);
        }

        @Test
        void proves_a_device_and_leaves() {
            String realm = TestServer.create(devices().passwordOnly());
            try (Visitor alice =
                    new Visitor(realm).open("&kc_action=MANAGE_MFA_DEVICES").password("alice")) {
                Clicker clicker = new Clicker(alice);
                clicker.click(row(alice, "Green", "remove")).leadsTo("kc-mfa-proof-form");
                clicker.fill("#otp", red.next()).click("#kc-mfa-prove").leadsTo("kc-mfa-remove-form");
                clicker.click("#kc-mfa-cancel").signsIn();
                assertTrue(alice.page().url().contains("kc_action_status=cancelled"));
            }
            nothingWentWrong(realm);
        }

        @Test
        void adds_and_uses_a_security_key() {
            String realm = TestServer.create(devices());
            SecurityKey key = SecurityKey.usb();
            try (Visitor carol = new Visitor(realm).open().password("carol")) {
                key.plugInto(carol);
                carol.page().getByLabel("Security key or passkey").check();
                Clicker clicker = new Clicker(carol);
                clicker.fill("#deviceName", "YubiKey")
                        .click("#kc-mfa-name-form button:not([name])")
                        .leadsTo("kc-mfa-key-form");
                clicker.click("#registerWebAuthn").signsIn();
                carol.page().context().clearCookies();
                carol.open().password("carol");
                clicker.click("#authenticateWebAuthnButton").signsIn();
            }
            List<JsonNode> logins = ADMIN.events(realm, "LOGIN");
            assertEquals(2, logins.size());
            nothingWentWrong(realm);
        }
    }

    private static final Pattern FORMS = Pattern.compile(".*/login-actions/.*");

    /** Has the network lose what is sent, of which the page does not hear: to its scripts it is still under way. */
    private static List<Request> lost(Page page) {
        List<Request> lost = new ArrayList<>();
        page.route(FORMS, route -> {
            if ("POST".equals(route.request().method())) {
                lost.add(route.request());
                route.abort("aborted");
            } else {
                route.resume();
            }
        });
        return lost;
    }

    @Nested
    class While_a_page_is_sent {

        private Visitor renaming(String realm) {
            Visitor alice =
                    new Visitor(realm).open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
            alice.page().getByLabel("Red").check();
            alice.code(red.next());
            row(alice, "Green", "rename").click();
            return alice.sees("kc-mfa-rename-form");
        }

        @Test
        void neither_enter_nor_another_button_sends_anything_and_the_button_says_so() {
            String realm = TestServer.create(devices());
            try (Visitor alice = renaming(realm)) {
                List<Request> lost = lost(alice.page());
                alice.page().fill("#deviceName", "Lime");
                alice.page().press("#deviceName", "Enter");
                alice.page().waitForCondition(() -> lost.size() == 1);
                assertThat(alice.page().locator("#kc-mfa-rename-form")).hasAttribute("aria-busy", "true");
                assertThat(alice.page().locator("#kc-mfa-rename")).hasAttribute("aria-disabled", "true");
                alice.page().press("#deviceName", "Enter");
                // to Playwright a button with aria-disabled is none to click on
                alice.page().locator("#kc-mfa-rename").dispatchEvent("click");
                alice.page().click("#kc-mfa-back");
                assertEquals(1, lost.size());
            }
        }

        @Test
        void another_form_of_the_page_waits_too() {
            String realm = TestServer.create(devices());
            try (Visitor alice = renaming(realm)) {
                alice.page().click("#kc-mfa-back");
                alice.sees("kc-mfa-devices");
                List<Request> lost = lost(alice.page());
                alice.press("Green", "remove");
                alice.page().waitForCondition(() -> lost.size() == 1);
                alice.page().click("#kc-mfa-done");
                assertEquals(1, lost.size());
            }
        }

        @Test
        void a_network_that_answers_nothing_is_tried_again_after_a_while() {
            String realm = TestServer.create(devices());
            try (Visitor alice = renaming(realm)) {
                // the clock is the test's: what the page puts off happens when the test says so
                alice.page()
                        .addInitScript("const later = setTimeout;"
                                + " window.setTimeout = (what, delay) =>"
                                + " delay === 10000 ? (window.inTenSeconds = what, 0) : later(what, delay)");
                alice.page().reload();
                List<Request> lost = lost(alice.page());
                alice.page().fill("#deviceName", "Lime");
                alice.page().click("#kc-mfa-rename");
                alice.page().waitForCondition(() -> lost.size() == 1);
                assertThat(alice.page().locator("#kc-mfa-rename-form")).hasAttribute("aria-busy", "true");
                alice.page().evaluate("inTenSeconds()");
                isFree(alice);
                alice.page().unroute(FORMS);
                alice.page().click("#kc-mfa-rename");
                alice.sees("kc-mfa-devices");
            }
            assertEquals(List.of("Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        private void isFree(Visitor alice) {
            assertThat(alice.page().locator("#kc-mfa-rename-form"))
                    .not()
                    .hasAttribute("aria-busy", Pattern.compile(".*"));
            assertThat(alice.page().locator("#kc-mfa-rename"))
                    .not()
                    .hasAttribute("aria-disabled", Pattern.compile(".*"));
        }

        @Test
        void a_page_that_the_browser_had_kept_can_be_sent_again() {
            String realm = TestServer.create(devices());
            try (Visitor alice = renaming(realm)) {
                List<Request> lost = lost(alice.page());
                alice.page().click("#kc-mfa-rename");
                alice.page().waitForCondition(() -> lost.size() == 1);
                alice.page().evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
                isFree(alice);
                alice.page().unroute(FORMS);
                alice.page().click("#kc-mfa-rename");
                alice.sees("kc-mfa-devices");
            }
        }

        @Test
        void what_the_browser_or_another_script_holds_back_was_not_sent() {
            String realm = TestServer.create(devices());
            try (Visitor alice = renaming(realm)) {
                alice.page().evaluate("document.getElementById('deviceName').required = true");
                alice.page().fill("#deviceName", "");
                alice.page().click("#kc-mfa-rename");
                alice.page().evaluate("document.addEventListener('submit', e => e.preventDefault(), { once: true })");
                alice.page().fill("#deviceName", "Lime");
                alice.page().click("#kc-mfa-rename");
                isFree(alice);
                alice.page().click("#kc-mfa-rename");
                alice.sees("kc-mfa-devices");
            }
            assertEquals(List.of("Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
        }
    }

    @Nested
    class Enter {

        private static void press(Visitor visitor, String field) {
            visitor.page().focus(field);
            visitor.page().keyboard().press("Enter");
        }

        @ParameterizedTest(name = "scripts {0}")
        @ValueSource(booleans = {true, false})
        void presses_the_primary_button_of_every_form(boolean scripts) {
            String realm = TestServer.create(devices());
            try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(scripts))) {
                alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
                alice.page().getByLabel("Red").check();
                alice.page().fill("#otp", red.next());
                press(alice, "input[type=radio][name=selectedCredentialId]:checked");
                alice.sees("kc-mfa-devices");
                row(alice, "Green", "rename").press("Enter");
                alice.sees("kc-mfa-rename-form").page().fill("#deviceName", "Lime");
                press(alice, "#deviceName");
                alice.sees("kc-mfa-devices");
                row(alice, "Lime", "resync").press("Enter");
                Phone lime = Phone.ofKey("secret-green");
                for (String field : List.of("#code1", "#code2")) {
                    alice.sees("kc-mfa-resync-form").page().fill("#code1", field.equals("#code2") ? lime.next() : "1");
                    alice.page().fill("#code2", field.equals("#code2") ? lime.next() : "1");
                    press(alice, field);
                    if (!field.equals("#code2")) {
                        alice.seesError("code1", "has 6 digits");
                    }
                }
                alice.sees("kc-mfa-devices").page().press("#kc-mfa-assign", "Enter");
                alice.sees("kc-mfa-name-form").page().fill("#deviceName", "Blue");
                press(alice, "#deviceName");
                Phone blue = alice.sees("kc-mfa-codes-form").scan();
                press(alice, "#code2");
                alice.seesError("code1", "Type the 6 digits");
                alice.page().fill("#code1", blue.next());
                alice.page().fill("#code2", blue.next());
                press(alice, "#code2");
                alice.sees("kc-mfa-devices");
                row(alice, "Blue", "remove").press("Enter");
                alice.sees("kc-mfa-remove-form").page().press("#kc-mfa-remove", "Enter");
                alice.sees("kc-mfa-devices").page().press("#kc-mfa-done", "Enter");
                alice.isSignedIn();
            }
            assertEquals(List.of("Lime", "Red"), ADMIN.deviceNames(realm, "alice"));
        }

        @ParameterizedTest(name = "scripts {0}")
        @ValueSource(booleans = {true, false})
        void proves_a_device(boolean scripts) {
            String realm = TestServer.create(devices().passwordOnly());
            try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(scripts))) {
                alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
                row(alice, "Green", "remove").press("Enter");
                alice.sees("kc-mfa-proof-form").page().fill("#otp", red.next());
                press(alice, "#otp");
                alice.sees("kc-mfa-remove-form");
            }
        }

        @Test
        void on_the_choice_among_security_keys_loses_nothing_where_scripts_are_off() {
            String realm = TestServer.create(devices());
            SecurityKey key = SecurityKey.usb();
            try (Visitor carol = new Visitor(realm).open().password("carol")) {
                key.plugInto(carol);
                carol.page().getByLabel("Security key or passkey").check();
                carol.name("One").page().click("#registerWebAuthn");
                carol.isSignedIn();
                carol.open("&kc_action=ASSIGN_MFA_DEVICE");
                carol.page().getByLabel("Security key or passkey").check();
                SecurityKey.usb().plugInto(carol);
                carol.name("Two").page().click("#registerWebAuthn");
                carol.isSignedIn();
            }
            try (Visitor carol = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
                carol.open().password("carol").sees("kc-mfa-keys-form");
                press(carol, "input[type=radio]:checked");
                carol.sees("kc-mfa-keys-form");
                assertThat(carol.page().locator("body")).not().containsText("We are sorry");
            }
        }
    }
}
