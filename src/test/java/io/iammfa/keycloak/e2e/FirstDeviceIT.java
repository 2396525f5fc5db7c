package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has stolen the password of a user without a device is not the one who assigns the first. */
class FirstDeviceIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static RealmBuilder realm(String firstDevice) {
        return new RealmBuilder()
                .policy("first-device", firstDevice)
                .action("UPDATE_EMAIL")
                .user("dave");
    }

    private static String pass(String realm) {
        return ADMIN.pass(realm, "dave").get("code").asText();
    }

    private static String code(Mailbox.Mail mail) {
        Matcher code = Pattern.compile("\\d{4} \\d{4}").matcher(mail.text());
        assertTrue(code.find(), mail.text());
        return code.group();
    }

    @Test
    void only_a_pass_leads_to_the_wizard_where_the_realm_wants_one() {
        String realm = TestServer.create(realm("pass"));
        try (Visitor dave = new Visitor(realm)) {
            dave.open().password("dave").sees("kc-mfa-first");
            dave.screenshot("first-device-pass");
            dave.prove("000000").seesError("otp", "Invalid");
            dave.prove("AAAA-AAAA-AAAA-AAAA").seesError("otp", "Invalid");
            assertFalse(dave.isAt("kc-mfa-name-form"));
            // the admin gives one while the user waits at that very page
            dave.prove(pass(realm)).assign("Phone");
            dave.isSignedIn();
        }
        assertEquals(List.of("Phone"), ADMIN.deviceNames(realm, "dave"));
    }

    @Test
    void a_pass_at_the_sign_in_is_enough() {
        String realm = TestServer.create(realm("pass"));
        String pass = pass(realm);
        try (Visitor dave = new Visitor(realm)) {
            dave.open().password("dave").code(pass).sees("kc-mfa-name-form").assign("Phone");
            dave.isSignedIn();
        }
    }

    @Test
    void a_code_that_is_mailed_to_the_verified_address_leads_to_the_wizard() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm("verified-mail").mailsTo(mailbox));
            try (Visitor dave = new Visitor(realm)) {
                dave.open().password("dave").sees("kc-mfa-first");
                assertThat(dave.page().locator("#kc-mfa-first")).containsText("d…@");
                dave.screenshot("first-device-mail");
                String code = code(mailbox.await(1).get(0));
                dave.prove("00000000").seesError("otp", "Invalid");
                dave.page().click("#kc-mfa-mail-again");
                dave.sees("kc-mfa-first");
                assertEquals(1, mailbox.count(), "one a minute");
                dave.prove(code).assign("Phone");
                dave.isSignedIn();
            }
            assertEquals(List.of("Phone"), ADMIN.deviceNames(realm, "dave"));
        }
    }

    @Test
    void the_code_holds_for_a_quarter_of_an_hour_and_in_the_browser_that_asked_for_it() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm("verified-mail")
                    .mailsTo(mailbox)
                    .set("accessCodeLifespanLogin", 3600)
                    .set("accessCodeLifespanUserAction", 3600));
            try (Visitor dave = new Visitor(realm);
                    Visitor thief = new Visitor(realm)) {
                dave.open().password("dave").sees("kc-mfa-first");
                String first = code(mailbox.await(1).get(0));
                thief.open().password("dave").sees("kc-mfa-first");
                mailbox.await(2);
                thief.prove(first).seesError("otp", "Invalid");
                try (MovedClock clock = TestServer.moveClock(16 * 60)) {
                    dave.prove(first).seesError("otp", "Invalid");
                    String second = code(mailbox.await(3).get(2));
                    dave.prove(second).sees("kc-mfa-name-form");
                }
            }
        }
    }

    @Test
    void an_address_that_is_not_verified_or_gets_no_mail_is_no_use_and_a_pass_helps() {
        String realm = TestServer.create(realm("verified-mail"));
        try (Visitor dave = new Visitor(realm)) {
            // the realm has no mail
            dave.open().password("dave").sees("kc-mfa-first");
            assertThat(dave.page().locator("#kc-mfa-mail-again")).hasCount(0);
        }
        try (Mailbox mailbox = new Mailbox()) {
            String other = TestServer.create(realm("verified-mail").mailsTo(mailbox));
            ADMIN.put("/" + other + "/users/" + ADMIN.userId(other, "dave"), Map.of("emailVerified", false));
            try (Visitor dave = new Visitor(other)) {
                dave.open().password("dave").sees("kc-mfa-first");
                assertThat(dave.page().locator("#kc-mfa-first")).containsText("temporary pass");
                dave.prove(pass(other)).assign("Phone");
                dave.isSignedIn();
            }
            assertEquals(0, mailbox.count());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONFIGURE_TOTP",
                "CONFIGURE_RECOVERY_AUTHN_CODES",
                "webauthn-register",
                "webauthn-register-passwordless"
            })
    void no_other_door_leads_past_it(String action) {
        String realm = TestServer.create(realm("pass").passwordOnly());
        try (Visitor dave = new Visitor(realm)) {
            dave.open("&kc_action=" + action).password("dave").sees("kc-mfa-first");
            dave.prove("123456").seesError("otp", "Invalid");
        }
        assertEquals(
                List.of("password"),
                ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "dave") + "/credentials")
                        .findValuesAsText("type"));
    }

    @Test
    void guesses_are_counted_and_end() {
        String realm = TestServer.create(realm("pass"));
        try (Visitor dave = new Visitor(realm)) {
            dave.open().password("dave").sees("kc-mfa-first");
            for (int i = 0; i < 10; i++) {
                dave.prove("AAAA-AAAA-AAAA-AAAA").seesError("otp", "Invalid");
            }
            // too many wrong ones: not even the right one is looked at
            dave.prove(pass(realm)).seesError("otp", "Invalid");
        }
    }

    @Test
    void an_admin_assigns_one_as_ever() {
        String realm = TestServer.create(realm("pass"));
        var pending = ADMIN.json(
                "POST", "/" + realm + "/mfa-devices", Map.of("userId", ADMIN.userId(realm, "dave"), "name", "Phone"));
        assertTrue(pending.has("secret"));
    }

    @Test
    void no_code_is_mailed_to_an_address_that_the_password_alone_changes() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .policy("first-device", "verified-mail")
                    .mailsTo(mailbox)
                    .user("dave"));
            try (Visitor dave = new Visitor(realm)) {
                dave.open().password("dave").sees("kc-mfa-first");
                assertThat(dave.page().locator("#kc-mfa-first")).containsText("temporary pass");
            }
            assertEquals(0, mailbox.count());
            assertTrue(TestServer.get().logText().contains("Realm '" + realm + "': no code is mailed"));
        }
    }

    @Test
    void the_code_is_enough_for_what_stands_in_for_a_device_too() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm =
                    TestServer.create(realm("verified-mail").mailsTo(mailbox).passwordOnly());
            try (Visitor dave = new Visitor(realm)) {
                dave.open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES")
                        .password("dave")
                        .sees("kc-mfa-first")
                        .prove(code(mailbox.await(1).get(0)));
                dave.page().click("#kcRecoveryCodesConfirmationCheck");
                dave.page().click("#saveRecoveryAuthnCodesBtn");
                dave.isSignedIn();
            }
            assertEquals(
                    List.of("password", "recovery-authn-codes"),
                    ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "dave") + "/credentials")
                            .findValuesAsText("type"));
        }
    }

    @Test
    void an_admin_gets_no_way_around_it_for_themselves() throws IOException {
        String realm = TestServer.create(realm("verified-mail"));
        ADMIN.allow(realm, "dave", "manage-users");
        String user = TestServer.get().url() + "/admin/realms/" + realm + "/users/" + ADMIN.userId(realm, "dave");
        String token = AdminApi.JSON
                .readTree(Tokens.password(TestServer.get().url(), realm, "dave").body())
                .get("access_token")
                .asText();
        assertEquals(
                403,
                Http.api("PUT", user, token, "{\"email\":\"thief@example.com\",\"emailVerified\":true}")
                        .statusCode());
        assertEquals(
                "dave@example.com",
                ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "dave"))
                        .get("email")
                        .asText());
        String codes = "{\"credentials\":[{\"type\":\"recovery-authn-codes\",\"userLabel\":\"x\","
                + "\"secretData\":\"{\\\"codes\\\":[]}\",\"credentialData\":\"{\\\"hashIterations\\\":1,"
                + "\\\"algorithm\\\":\\\"RS512\\\",\\\"totalCodes\\\":12,\\\"remainingCodes\\\":12}\"}]}";
        Http.api("PUT", user, token, codes);
        assertEquals(
                List.of("password"),
                ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "dave") + "/credentials")
                        .findValuesAsText("type"));
    }
}
