package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has lost all devices, and gets a temporary pass of an admin. */
@Tag("older")
class PassIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static RealmBuilder realm() {
        return new RealmBuilder().owner("alice").user("dave");
    }

    private static String code(String realm, String username) {
        return ADMIN.pass(realm, username).get("code").asText();
    }

    private static int sessions(String realm, String username) {
        return ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, username) + "/sessions")
                .size();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void signs_in_once_and_is_led_to_the_wizard(boolean scripts) {
        String realm = TestServer.create(realm());
        String pass = code(realm, "alice");
        Phone phone;
        try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(scripts))) {
            alice.open().password("alice");
            assertThat(alice.page().locator("#otp")).hasAttribute("inputmode", "text");
            assertThat(alice.page().locator("label[for=otp]")).containsText("MFA code or temporary pass");
            alice.screenshot("pass-1-sign-in");
            alice.code(pass.toLowerCase(Locale.ROOT).replace("-", " ")).sees("kc-mfa-name-form");
            alice.sees("kc-mfa-pass-end").sees("kc-mfa-later");
            alice.screenshot("pass-2-wizard");
            phone = alice.assign("New phone");
            alice.isSignedIn();
        }
        JsonNode login = ADMIN.lastEvent(realm, "LOGIN");
        assertEquals("used", login.at("/details/mfa_pass").asText());
        JsonNode used = ADMIN.events(realm, "UPDATE_CREDENTIAL").stream()
                .filter(event ->
                        "pass".equals(event.at("/details/mfa_operation").asText()))
                .findFirst()
                .orElseThrow();
        assertEquals("used", used.at("/details/mfa_pass").asText());
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").code(pass).seesError("otp", "Invalid");
            alice.code(phone.next()).isSignedIn();
        }
        assertEquals(List.of("Green", "New phone", "Red"), ADMIN.deviceNames(realm, "alice"));
    }

    @Test
    void has_a_session_that_ends_with_the_pass_unless_a_device_was_added() {
        String realm =
                TestServer.create(realm().set("ssoSessionIdleTimeout", 36000).user("erin"));
        String[] passes = {code(realm, "dave"), code(realm, "erin")};
        try (Visitor dave = new Visitor(realm);
                Visitor erin = new Visitor(realm)) {
            dave.open().password("dave").code(passes[0]).page().click("#kc-mfa-later");
            dave.isSignedIn();
            erin.open().password("erin").code(passes[1]).assign("Phone");
            erin.isSignedIn();
            assertEquals(1, sessions(realm, "dave"));
            try (MovedClock clock = TestServer.moveClock(Duration.ofMinutes(61).toSeconds())) {
                Instant limit = Instant.now().plusSeconds(70);
                while (sessions(realm, "dave") > 0) {
                    assertTrue(Instant.now().isBefore(limit), "the session goes on");
                }
                assertEquals(1, sessions(realm, "erin"));
            }
        }
    }

    @Test
    void without_a_device_is_asked_for_the_pass_and_not_at_all_without_one() {
        String realm = TestServer.create(realm());
        try (Visitor dave = new Visitor(realm)) {
            dave.open().password("dave").sees("kc-mfa-name-form");
        }
        String pass = code(realm, "dave");
        try (Visitor dave = new Visitor(realm)) {
            dave.open().password("dave");
            assertThat(dave.page().locator("label[for=otp]")).hasText("Temporary pass");
            dave.code("AAAA-AAAA-AAAA-AAAA").seesError("otp", "Invalid");
            dave.code(pass).assign("Phone");
            dave.isSignedIn();
        }
    }

    @Test
    void is_asked_for_the_pass_though_there_are_recovery_codes() {
        String realm = TestServer.create(new RealmBuilder()
                .secondFactor("mfa-device-form", "ALTERNATIVE")
                .secondFactor("auth-recovery-authn-code-form", "ALTERNATIVE")
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob")));
        try (Visitor bob = new Visitor(realm)) {
            bob.open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES")
                    .password("bob")
                    .code(Phone.ofKey("secret-bob").next());
            bob.page().click("#kcRecoveryCodesConfirmationCheck");
            bob.page().click("#saveRecoveryAuthnCodesBtn");
            bob.isSignedIn();
        }
        ADMIN.delete("/" + realm + "/mfa-devices/" + ADMIN.deviceId(realm, "bob", "Bob’s"));
        String pass = code(realm, "bob");
        try (Visitor bob = new Visitor(realm)) {
            bob.open().password("bob").sees("kc-otp-login-form").sees("kc-mfa-recovery-form");
            bob.code(pass).assign("Phone");
            bob.isSignedIn();
        }
    }

    @Test
    void is_refused_what_is_expired_revoked_replaced_or_somebody_else_s_and_each_counts_as_a_failure() {
        String realm = TestServer.create(realm().lockedAfter(20).user("erin"));
        String first = code(realm, "alice");
        JsonNode second = ADMIN.pass(realm, "alice");
        ADMIN.delete("/" + realm + "/mfa-devices/passes/" + second.get("id").asText());
        String other = code(realm, "erin");
        String expired = code(realm, "alice");
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice");
            int failures = 0;
            for (String pass : List.of(first, second.get("code").asText(), other)) {
                alice.code(pass).seesError("otp", "Invalid");
                ADMIN.countsFailures(realm, "alice", ++failures);
            }
            try (MovedClock clock = TestServer.moveClock(Duration.ofMinutes(60).toSeconds())) {
                alice.open().password("alice").code(expired).seesError("otp", "Invalid");
            }
        }
        try (Visitor erin = new Visitor(realm)) {
            erin.open().password("erin").code(other).sees("kc-mfa-name-form");
        }
    }

    @Test
    void is_locked_out_by_guessing_and_then_not_even_the_pass_helps() {
        String realm = TestServer.create(realm().lockedAfter(3));
        String pass = code(realm, "alice");
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice");
            for (int i = 1; i <= 3; i++) {
                alice.code("AAAA-AAAA-AAAA-AAA" + "234".charAt(i - 1)).seesError("otp", "Invalid");
                ADMIN.countsFailures(realm, "alice", i);
            }
            alice.code(pass).seesError("otp", "Invalid");
        }
        assertEquals(
                1,
                ADMIN.get("/" + realm + "/mfa-devices/passes?user=" + ADMIN.userId(realm, "alice"))
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "dave"})
    void signs_in_one_of_many_browsers_that_send_it_at_once(String user) throws Exception {
        String realm = TestServer.create(realm());
        String pass = code(realm, user);
        List<HttpVisitor> browsers = IntStream.range(0, 6)
                .mapToObj(i -> new HttpVisitor(realm).open("").password(user))
                .toList();
        AtOnce.each(browsers, browser -> browser.submit("otp", pass));
        assertEquals(
                1,
                browsers.stream()
                        .filter(browser -> browser.html().contains("kc-mfa-name-form"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void does_not_get_past_the_wizard_s_page_once_the_pass_has_ended_or_was_taken_back(boolean ended) {
        String realm = TestServer.create(
                realm().set("accessCodeLifespanLogin", 36000).set("accessCodeLifespanUserAction", 36000));
        JsonNode pass = ADMIN.pass(realm, "dave");
        try (Visitor dave = new Visitor(realm)) {
            dave.open().password("dave").code(pass.get("code").asText()).sees("kc-mfa-later");
            if (ended) {
                try (MovedClock clock =
                        TestServer.moveClock(Duration.ofMinutes(61).toSeconds())) {
                    dave.page().click("#kc-mfa-later");
                    assertThat(dave.page().locator("body")).containsText("timeout");
                }
            } else {
                ADMIN.delete(
                        "/" + realm + "/mfa-devices/passes/" + pass.get("id").asText());
                dave.page().click("#kc-mfa-later");
                assertThat(dave.page().locator("body")).containsText("timeout");
            }
        }
        assertEquals(0, sessions(realm, "dave"));
    }

    @Test
    void proves_themselves_before_a_change_with_it_too() {
        String realm = TestServer.create(new RealmBuilder().passwordOnly().owner("alice"));
        String pass = code(realm, "alice");
        try (Visitor alice = new Visitor(realm)) {
            alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice").press("Red", "remove");
            alice.sees("kc-mfa-proof-form").prove(pass).sees("kc-mfa-remove-form");
            alice.page().click("#kc-mfa-remove");
            alice.page().click("#kc-mfa-done");
            alice.isSignedIn();
        }
        assertEquals(List.of("Green"), ADMIN.deviceNames(realm, "alice"));
    }

    @Test
    void gets_nothing_for_it_in_a_direct_grant_or_on_keycloak_s_own_form() {
        String realm = TestServer.create(realm().directGrant("mfa-direct-grant"));
        String pass = code(realm, "alice");
        assertEquals(
                400,
                Tokens.password(TestServer.get().url(), realm, "alice", "totp", pass)
                        .statusCode());
        String stock = TestServer.create(realm().secondFactor("auth-otp-form", "REQUIRED"));
        String other = code(stock, "alice");
        try (Visitor alice = new Visitor(stock)) {
            alice.open().password("alice");
            alice.page().fill("#otp", other);
            alice.page().click("#kc-login");
            assertThat(alice.page().locator("body")).containsText("Invalid authenticator code");
        }
    }

    @Test
    void hears_of_it_by_mail_that_has_no_code() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm().mailsTo(mailbox).set("eventsListeners", List.of("email")));
            JsonNode pass = ADMIN.pass(realm, "alice");
            String given = mailbox.await(1).get(0).text();
            assertTrue(given.contains("Your account alice was given a temporary pass"), given);
            assertTrue(given.contains("an administrator"), given);
            assertFalse(given.contains(pass.get("code").asText().substring(0, 4)), given);
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").code(pass.get("code").asText()).sees("kc-mfa-name-form");
            }
            assertTrue(mailbox.await(2).get(1).text().contains("A temporary pass was used"));
            JsonNode other = ADMIN.pass(realm, "alice");
            ADMIN.delete("/" + realm + "/mfa-devices/passes/" + other.get("id").asText());
            assertTrue(mailbox.await(4).get(3).text().contains("was taken back"));
        }
    }
}
