package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users whose device ran off resync it where they sign in. */
class SignInResyncIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone slow = Phone.ofKey("secret-red").clockOffBySteps(-80);

    private static RealmBuilder devices() {
        return new RealmBuilder()
                .set("otpPolicyLookAheadWindow", 1)
                .lockedAfter(5)
                .owner("alice")
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"));
    }

    private static void send(Visitor visitor, String code1, String code2) {
        visitor.page().fill("#code1", code1);
        visitor.page().fill("#code2", code2);
        visitor.page().click("#kc-mfa-resync");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void two_consecutive_codes_sign_the_user_in_and_from_then_on_one_code_does(boolean scripts) {
        String realm = TestServer.create(devices());
        String red = ADMIN.deviceId(realm, "alice", "Red");
        long step;
        try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(scripts))) {
            alice.open().password("alice");
            alice.page().getByLabel("Red").check();
            alice.code(slow.code(slow.now())).seesError("otp", "Invalid");
            alice.page().getByText("Resync the device with two codes").click();
            alice.sees("kc-mfa-resync-form");
            assertThat(alice.page().getByLabel("Red")).isChecked();
            assertFalse(alice.isAt("kc-mfa-cancel"));
            alice.screenshot("sign-in-resync");
            step = slow.now();
            send(alice, slow.code(step), slow.code(step + 1));
            JsonNode token = alice.token();
            assertEquals(red, token.get("mfa_device_id").asText());
        }
        JsonNode resync = ADMIN.events(realm, "UPDATE_CREDENTIAL").get(0);
        assertEquals("resync", resync.at("/details/mfa_operation").asText());
        assertEquals(red, resync.at("/details/credential_id").asText());
        JsonNode login = ADMIN.events(realm, "LOGIN").get(0);
        assertEquals(red, login.at("/details/selected_credential_id").asText());
        assertTrue(login.at("/details/mfa_operation").isMissingNode());
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice");
            assertThat(alice.page().locator("fieldset label").first()).hasText("Red");
            alice.code(slow.code(step + 1)).seesError("otp", "Invalid");
            alice.code(slow.code(step + 2)).isSignedIn();
        }
    }

    @Test
    void a_refusal_is_one_failure_says_nothing_of_either_code_and_ends_in_the_lock() {
        String realm = TestServer.create(devices().lockedAfter(6));
        Phone bob = Phone.ofKey("secret-bob");
        try (Visitor visitor = new Visitor(realm)) {
            offered(visitor.open().password("bob"));
            long now = bob.now();
            String[][] refused = {
                {bob.code(now), bob.code(now + 2)},
                {bob.code(now + 1), bob.code(now)},
                {bob.code(now), "000000"},
                {"000000", bob.code(now)},
                {bob.code(now + 500), bob.code(now + 501)},
            };
            for (int i = 0; i < refused.length; i++) {
                send(visitor, refused[i][0], refused[i][1]);
                visitor.seesError("code1", "These codes were not accepted");
                assertThat(visitor.page().locator("#code2")).not().hasAttribute("aria-invalid", "true");
                ADMIN.countsFailures(realm, "bob", i + 2);
            }
            send(visitor, bob.code(now), bob.code(now + 1));
            visitor.seesError("code1", "Invalid authenticator code");
            ADMIN.countsFailures(realm, "bob", refused.length + 1);
        }
        assertEquals(
                "user_temporarily_disabled",
                ADMIN.events(realm, "LOGIN_ERROR").get(0).get("error").asText());
    }

    @Test
    void what_can_be_said_without_the_secret_stands_beside_the_field_and_is_no_failure() {
        String realm = TestServer.create(devices());
        try (Visitor visitor = new Visitor(realm)) {
            offered(visitor.open().password("bob"));
            send(visitor, "12", "abcdef");
            visitor.seesError("code1", "has 6 digits").seesError("code2", "digits only");
            send(visitor, "123456", "123456");
            visitor.seesError("code2", "same code twice");
            assertThat(visitor.page().locator("#code1")).hasValue("123456");
            assertThat(visitor.page().locator("#code2")).isFocused();
            ADMIN.countsFailures(realm, "bob", 1);
            visitor.page().reload();
            visitor.sees("kc-mfa-resync-form").page().click("#kc-mfa-back");
            visitor.sees("kc-otp-login-form");
            Phone bob = Phone.ofKey("secret-bob");
            visitor.code(bob.code(bob.now())).isSignedIn();
        }
    }

    @Test
    void another_s_device_or_none_is_refused_in_the_same_way() {
        String realm = TestServer.create(devices());
        Phone bob = Phone.ofKey("secret-bob");
        for (String foreign : new String[] {ADMIN.deviceId(realm, "bob", "Bob’s"), "no-such-device", "", "\0"}) {
            HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
            alice.submit("action", "resync");
            alice.submit("deviceId", foreign, "code1", bob.code(bob.now()), "code2", bob.code(bob.now() + 1));
            assertEquals(200, alice.status());
            assertFalse(alice.isSignedIn());
            assertTrue(alice.html().contains("These codes were not accepted"), alice.html());
        }
        ADMIN.countsFailures(realm, "alice", 4);
    }

    @Test
    void is_offered_once_a_code_was_refused_and_says_so_to_screen_readers() {
        String realm = TestServer.create(devices());
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            assertFalse(visitor.isAt("kc-mfa-suggest-resync"));
            visitor.code("000000").seesError("otp", "Invalid");
            Locator offer = visitor.page().locator("#kc-mfa-suggest-resync");
            assertThat(offer).hasAttribute("role", "status");
            assertThat(offer.locator("button")).hasText("Resync the device with two codes");
            visitor.page().reload();
            assertThat(offer).isVisible();
        }
    }

    /** Types a wrong code, which is a failure, and takes up the offer. */
    private static void offered(Visitor visitor) {
        visitor.code("000000").page().click("#kc-mfa-offer-resync");
    }

    @Test
    void is_not_there_where_the_execution_does_not_offer_it() {
        String realm = TestServer.create(devices().signIn("offer-resync", "false"));
        Phone bob = Phone.ofKey("secret-bob").clockOffBySteps(-80);
        HttpVisitor visitor = new HttpVisitor(realm).open("").password("bob");
        assertFalse(visitor.html().contains("resync"));
        visitor.submit("action", "resync");
        visitor.submit(
                "deviceId", ADMIN.deviceId(realm, "bob", "Bob’s"),
                "code1", bob.code(bob.now()),
                "code2", bob.code(bob.now() + 1));
        assertFalse(visitor.isSignedIn());
        assertTrue(visitor.html().contains("kc-otp-login-form"));
    }
}
