package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has lost a device, and has Keycloak's recovery codes. */
@Tag("older")
class RecoveryCodeIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone bob = Phone.ofKey("secret-bob");

    private static RealmBuilder realm() {
        return new RealmBuilder()
                .secondFactor("mfa-device-form", "ALTERNATIVE")
                .secondFactor("auth-recovery-authn-code-form", "ALTERNATIVE")
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"));
    }

    /** Has the user make recovery codes. */
    private String[] codes(String realm) {
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES")
                    .password("bob")
                    .code(bob.next());
            return save(visitor);
        }
    }

    private static String[] save(Visitor visitor) {
        String codes =
                visitor.page().locator("[name=generatedRecoveryAuthnCodes]").getAttribute("value");
        visitor.page().click("#kcRecoveryCodesConfirmationCheck");
        visitor.page().click("#saveRecoveryAuthnCodesBtn");
        visitor.isSignedIn();
        return codes.split(",");
    }

    private static void recover(Visitor visitor, String code) {
        visitor.page().click("#kc-mfa-recovery");
        visitor.page().fill("#recoveryCodeInput", code);
        visitor.page().click("#kc-login");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takes_a_quiet_link_and_is_led_to_the_lost_device_to_replace_it(boolean scripts) {
        String realm = TestServer.create(realm());
        String[] codes = codes(realm);
        Phone fresh;
        try (Visitor visitor = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(scripts))) {
            visitor.open().password("bob").sees("kc-otp-login-form");
            assertThat(visitor.page().locator("#try-another-way")).hasCount(0);
            assertThat(visitor.page().locator("noscript")).hasCount(0);
            assertThat(visitor.page().locator("#kc-mfa-recovery")).hasText("Use a recovery code");
            visitor.screenshot("recovery-1-link");
            recover(visitor, codes[0]);
            visitor.sees("kc-mfa-recovered");
            visitor.screenshot("recovery-2-devices");
            assertEquals(1, visitor.page().locator("#kc-mfa-devices tbody tr").count());
            visitor.press("Bob’s", "replace");
            fresh = visitor.scan();
            visitor.codes(fresh.next(), fresh.next()).sees("kc-mfa-devices");
            visitor.page().click("#kc-mfa-done");
            visitor.isSignedIn();
        }
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob").code(bob.next()).seesError("otp", "Invalid");
            visitor.code(fresh.next()).isSignedIn();
        }
        assertEquals(List.of("Bob’s"), ADMIN.deviceNames(realm, "bob"));
    }

    @Test
    void may_do_everything_with_their_devices_then() {
        String realm = TestServer.create(realm());
        String[] codes = codes(realm);
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            recover(visitor, codes[0]);
            visitor.press("Bob’s", "rename");
            visitor.page().fill("#deviceName", "Lost");
            visitor.page().click("#kc-mfa-rename");
            visitor.page().click("#kc-mfa-assign");
            visitor.assign("New").next();
            visitor.sees("kc-mfa-devices");
            visitor.press("Lost", "remove");
            visitor.page().click("#kc-mfa-remove");
            visitor.page().click("#kc-mfa-done");
            visitor.isSignedIn();
        }
        assertEquals(List.of("New"), ADMIN.deviceNames(realm, "bob"));
    }

    @Test
    void has_proved_themselves_in_the_session_that_comes_of_it_too() {
        String realm = TestServer.create(realm());
        String[] codes = codes(realm);
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            recover(visitor, codes[0]);
            visitor.page().click("#kc-mfa-done");
            visitor.isSignedIn();
            visitor.open("&kc_action=MANAGE_MFA_DEVICES").sees("kc-mfa-devices");
            visitor.press("Bob’s", "remove");
            visitor.sees("kc-mfa-remove-form");
        }
    }

    @Test
    void is_asked_for_a_device_first_though_the_codes_are_older() {
        String realm = TestServer.create(realm());
        String[] codes = codes(realm);
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            recover(visitor, codes[0]);
            visitor.page().click("#kc-mfa-assign");
            visitor.assign("New");
            visitor.press("Bob’s", "remove");
            visitor.page().click("#kc-mfa-remove");
            visitor.page().click("#kc-mfa-done");
            visitor.isSignedIn();
        }
        String user = "/" + realm + "/users/" + ADMIN.userId(realm, "bob");
        assertEquals(
                List.of("password", "recovery-authn-codes", "otp"),
                ADMIN.get(user + "/credentials").findValuesAsText("type"));
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob").sees("kc-otp-login-form").sees("kc-mfa-recovery-form");
            recover(visitor, codes[1]);
            visitor.sees("kc-mfa-devices");
        }
    }

    @Test
    void signs_in_and_no_more_where_the_realm_does_not_take_it_for_a_proof() {
        String realm = TestServer.create(realm().policy("recovery-proves", "false"));
        String[] codes = codes(realm);
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            recover(visitor, codes[0]);
            visitor.isSignedIn();
            visitor.open("&kc_action=MANAGE_MFA_DEVICES").press("Bob’s", "remove");
            visitor.sees("kc-mfa-proof-form");
        }
    }

    @Test
    void hears_when_few_codes_are_left() {
        String realm = TestServer.create(realm());
        String[] codes = codes(realm);
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            recover(visitor, codes[0]);
            visitor.sees("kc-mfa-recovered");
            assertThat(visitor.page().locator("#kc-mfa-recovery-codes")).hasCount(0);
        }
        ADMIN.put(
                "/" + realm + "/authentication/required-actions/CONFIGURE_RECOVERY_AUTHN_CODES/config",
                Map.of("config", Map.of("warning_threshold", "12")));
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            recover(visitor, codes[1]);
            assertThat(visitor.page().locator("#kc-mfa-recovery-codes")).containsText("10");
            visitor.screenshot("recovery-3-few");
        }
    }

    @Test
    void finds_the_link_where_a_device_is_resynced_too() {
        String realm = TestServer.create(realm());
        String[] codes = codes(realm);
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob").code("000000").seesError("otp", "Invalid");
            visitor.page().click("#kc-mfa-offer-resync");
            visitor.sees("kc-mfa-resync-form");
            assertThat(visitor.page().locator("#try-another-way")).hasCount(0);
            recover(visitor, codes[0]);
            visitor.sees("kc-mfa-devices");
        }
    }

    @Test
    void without_codes_sees_nothing_of_all_this() {
        String realm = TestServer.create(realm());
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob").sees("kc-otp-login-form");
            assertThat(visitor.page().locator("#kc-mfa-recovery")).hasCount(0);
            assertThat(visitor.page().locator("#try-another-way")).hasCount(0);
            visitor.code(bob.next()).isSignedIn();
        }
    }

    @Test
    void may_use_another_way_as_ever_where_there_is_a_third() {
        String realm = TestServer.create(realm().secondFactor("auth-password-form", "ALTERNATIVE"));
        try (Visitor visitor = new Visitor(realm)) {
            passwordTwice(visitor.open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES"));
            visitor.prove(bob.next());
            save(visitor);
        }
        try (Visitor visitor = new Visitor(realm)) {
            visitor.open().password("bob");
            visitor.page().locator("#try-another-way").click();
            assertThat(visitor.page().locator("body")).containsText("Sign in with one of your recovery codes");
            visitor.page().getByText("MFA device").first().click();
            visitor.sees("kc-otp-login-form").sees("kc-mfa-recovery-form");
            assertThat(visitor.page().locator("#try-another-way")).isVisible();
        }
    }

    /** The flow's own step, and the third way, which Keycloak sorts before the others. */
    private static void passwordTwice(Visitor visitor) {
        visitor.password("bob").page().fill("#password", "bob");
        visitor.page().click("#kc-login");
    }
}
