package io.iammfa.keycloak.metrics;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Metrics;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import io.iammfa.keycloak.support.Visitor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is not an authenticator app is counted as what it is. */
@Tag("older")
class KindsIT {

    private static Metrics create(RealmBuilder builder) {
        return new Metrics(TestServer.get(), TestServer.create(builder));
    }

    private static void assertSignIns(Metrics metrics, int accepted, int refused, String kind) {
        String name = "keycloak_mfa_sign_ins_total";
        assertEquals(accepted, metrics.sum(name, "kind", kind, "outcome", "accepted"), metrics.text());
        assertEquals(refused, metrics.sum(name, "kind", kind, "outcome", "refused"), metrics.text());
        assertEquals(accepted + refused, metrics.sum(name), metrics.text());
    }

    private static double assigned(Metrics metrics, String kind) {
        return metrics.sum("keycloak_mfa_assigned_total", "kind", kind);
    }

    @Test
    void a_security_key() {
        Metrics metrics = create(new RealmBuilder().user("alice"));
        SecurityKey key = SecurityKey.usb();
        try (Visitor alice = new Visitor(metrics.realm()).open().password("alice")) {
            key.plugInto(alice);
            alice.sees("kc-mfa-name-form")
                    .page()
                    .getByLabel("Security key or passkey")
                    .check();
            alice.name("YubiKey").sees("kc-mfa-key-form").page().click("#registerWebAuthn");
            alice.isSignedIn();
            key.unplug();
        }
        assertEquals(1, assigned(metrics, "webauthn"));
        assertSignIns(metrics, 0, 0, "webauthn");
        try (Visitor alice = new Visitor(metrics.realm()).open().password("alice")) {
            SecurityKey forged = key.forged().plugInto(alice);
            alice.page().click("#authenticateWebAuthnButton");
            assertThat(alice.page().locator("body")).containsText("The security key was not accepted");
            forged.unplug();
            key.plugInto(alice);
            alice.page().click("#authenticateWebAuthnButton");
            alice.isSignedIn();
            key.unplug();
        }
        assertSignIns(metrics, 1, 1, "webauthn");
        assertEquals(0, metrics.sum("keycloak_mfa_drift_steps_count"));
    }

    @Test
    void a_hardware_token_whose_clock_is_slow() {
        Metrics metrics = create(new RealmBuilder().user("alice"));
        HardwareToken token = HardwareToken.of("FT-1");
        TokenApi.asAdmin(TestServer.get().url(), metrics.realm()).have(token);
        Phone display = token.display();
        HttpVisitor alice = new HttpVisitor(metrics.realm()).open("").password("alice");
        alice.submit("deviceName", "Token", "deviceType", "hardware");
        alice.submit("serialNumber", "FT-1", "code1", display.next(), "code2", display.next());
        assertTrue(alice.isSignedIn(), alice.html());
        assertEquals(1, assigned(metrics, "hardware"));
        HttpVisitor again = new HttpVisitor(metrics.realm()).open("").password("alice");
        again.submit("otp", "000000").submit("otp", display.next());
        assertTrue(again.isSignedIn(), again.html());
        assertSignIns(metrics, 1, 1, "hardware");
        assertEquals(1, metrics.sum("keycloak_mfa_drift_steps_count", "kind", "hardware", "clock", "slow"));
    }

    @Test
    void a_counter_which_has_no_clock() {
        Metrics metrics = create(new RealmBuilder().set("otpPolicyType", "hotp").user("alice"));
        HttpVisitor alice = new HttpVisitor(metrics.realm()).open("").password("alice");
        Phone phone = alice.assign("Key ring");
        assertTrue(alice.isSignedIn(), alice.html());
        assertEquals(1, assigned(metrics, "hotp"));
        HttpVisitor again = new HttpVisitor(metrics.realm()).open("").password("alice");
        assertTrue(again.submit("otp", phone.next()).isSignedIn(), again.html());
        assertSignIns(metrics, 1, 0, "hotp");
        assertEquals(0, metrics.sum("keycloak_mfa_drift_steps_count"));
    }

    @Test
    void a_recovery_code() {
        Metrics metrics = create(new RealmBuilder()
                .secondFactor("mfa-device-form", "ALTERNATIVE")
                .secondFactor("auth-recovery-authn-code-form", "ALTERNATIVE")
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob")));
        String[] codes;
        try (Visitor bob = new Visitor(metrics.realm())) {
            bob.open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES")
                    .password("bob")
                    .code(Phone.ofKey("secret-bob").next());
            codes = bob.page()
                    .locator("[name=generatedRecoveryAuthnCodes]")
                    .getAttribute("value")
                    .split(",");
            bob.page().click("#kcRecoveryCodesConfirmationCheck");
            bob.page().click("#saveRecoveryAuthnCodesBtn");
            bob.isSignedIn();
        }
        try (Visitor bob = new Visitor(metrics.realm()).open().password("bob")) {
            bob.page().click("#kc-mfa-recovery");
            bob.page().fill("#recoveryCodeInput", "AAAA-BBBB-CCCC");
            bob.page().click("#kc-login");
            bob.page().locator("[aria-invalid=true]").waitFor();
            bob.page().fill("#recoveryCodeInput", codes[0]);
            bob.page().click("#kc-login");
            bob.sees("kc-mfa-recovered");
        }
        String name = "keycloak_mfa_sign_ins_total";
        assertEquals(1, metrics.sum(name, "kind", "recovery-code", "outcome", "accepted"), metrics.text());
        assertEquals(1, metrics.sum(name, "kind", "recovery-code", "outcome", "refused"), metrics.text());
        assertEquals(1, metrics.sum(name, "kind", "totp", "outcome", "accepted"), metrics.text());
        assertEquals(3, metrics.sum(name), metrics.text());
    }
}
