package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser claims of where it is and what was said before: the server knows better. */
class ClientStateIT {

    private static final AdminApi ADMIN = Site.ADMIN;
    private static final Site SITE = Site.create();
    private static final String CHOSEN = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    private final String alice = SITE.user();

    @Test
    void a_secret_that_the_browser_sends_is_nobody_s() {
        HttpVisitor browser = Site.Page.CODES.open(SITE, alice);
        Phone chosen = Phone.ofSecret(CHOSEN);
        for (String field : List.of("secret", "totpSecret", "secretKey", "mfa-wizard-device", "otpauthUri")) {
            browser.submit(
                    field, CHOSEN, "code1", chosen.next(), "code2", chosen.next(), "action", "add", "totp", "000000");
            assertTrue(browser.html().contains("kc-mfa-codes-form"), browser.html());
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(SITE.free(), alice));
    }

    @Test
    void codes_that_come_with_the_name_add_nothing_and_show_the_page_that_is_next() {
        HttpVisitor browser = Site.Page.CODES.open(SITE, alice);
        Phone phone = browser.phone();
        browser.submit(
                "deviceName",
                "Early",
                "code1",
                phone.next(),
                "code2",
                phone.next(),
                "action",
                "add",
                "deviceType",
                "totp");
        assertTrue(browser.html().contains("kc-mfa-codes-form"), browser.html());
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(SITE.free(), alice));
    }

    @ParameterizedTest
    @ValueSource(strings = {"otp", "code1", "clientDataJSON", "authenticatorData", "cancel-aia", "tryAnotherWay"})
    void a_field_of_another_page_signs_nobody_in(String field) {
        HttpVisitor browser = Site.Page.SIGN_IN.open(SITE, alice);
        for (String action : List.of("", "add", "done", "continue", "leave", "back", "resync", "assign", "remove")) {
            browser.submit(field, "true", "action", action, "deviceName", "x", "deviceId", "x");
            assertFalse(browser.isSignedIn(), action);
            assertTrue(browser.hasForm(), action + browser.html());
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(SITE.signIn(), alice));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MANAGE_MFA_DEVICES",
                "ASSIGN_MFA_DEVICE",
                "CONFIGURE_TOTP",
                "webauthn-register",
                "delete_credential:x",
                "ASSIGN_MFA_DEVICE:x",
                "MANAGE_MFA_DEVICES:remove"
            })
    void the_page_of_another_action_is_not_reached_past_the_proof(String action) {
        HttpVisitor browser = Site.Page.PROOF.open(SITE, alice);
        String red = ADMIN.deviceId(SITE.strict(), alice, "Red");
        String execution = browser.formAction().replaceAll("execution=[^&]*", "execution=" + action.split(":")[0]);
        browser.submitTo(execution, "deviceId", red, "action", "remove", "deviceName", "x");
        assertFalse(browser.html().contains("otpauth:"), browser.html());
        browser = new HttpVisitor(SITE.strict()).open("&kc_action=" + action).password(alice);
        if (browser.hasForm()) {
            browser.submit("deviceId", red, "action", "remove", "accept", "yes");
            assertTrue(browser.status() < 500);
            assertFalse(browser.html().contains("kc-mfa-remove-form"));
            assertFalse(browser.html().contains("otpauth:"));
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(SITE.strict(), alice));
    }

    @Test
    void what_is_sent_twice_counts_once_and_as_it_came_first() {
        String realm = SITE.free();
        HttpVisitor browser = Site.Page.RENAME.open(SITE, alice);
        String device = ADMIN.devices(realm, alice).get(0).get("id").asText();
        browser.submit("deviceId", device, "deviceName", "First", "deviceName", "Second");
        assertTrue(ADMIN.deviceNames(realm, alice).contains("First"));
        assertFalse(ADMIN.deviceNames(realm, alice).contains("Second"));

        HttpVisitor table = Site.Page.TABLE.open(SITE, alice);
        String other = ADMIN.devices(realm, alice).get(1).get("id").asText();
        table.submit("deviceId", device, "deviceId", other, "action", "rename", "action", "remove");
        assertTrue(table.html().contains("kc-mfa-rename-form"), table.html());
        assertEquals(device, table.hidden("deviceId"));

        HttpVisitor signIn = Site.Page.SIGN_IN.open(SITE, alice);
        String red = ADMIN.deviceId(SITE.signIn(), alice, "Red");
        Phone phone = Phone.ofKey("red-" + alice);
        signIn.submit("selectedCredentialId", red, "otp", "000000", "otp", phone.next());
        assertFalse(signIn.isSignedIn(), "one guess each request");

        HttpVisitor codes = Site.Page.CODES.open(SITE, alice);
        Phone fresh = codes.phone();
        codes.submit("code1", "000000", "code1", fresh.next(), "code2", "000001", "code2", fresh.next());
        assertTrue(codes.html().contains("kc-mfa-codes-form"));
        assertEquals(2, ADMIN.devices(realm, alice).size());
    }
}
