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
import org.junit.jupiter.params.provider.EnumSource;

/** Forms that are sent by a browser that was not shown them: of another site, another session, or after a sign-out. */
class CrossSiteIT {

    private static final AdminApi ADMIN = Site.ADMIN;
    private static final Site SITE = Site.create();

    private final String alice = SITE.user();
    private final String mallory = SITE.user();

    private String[] fields(Site.Page page) {
        String device = red(page, alice);
        Phone phone = Phone.ofKey("red-" + alice);
        String code = phone.next();
        return new String[] {
            "deviceId",
            device,
            "selectedCredentialId",
            device,
            "deviceName",
            "Taken over",
            "otp",
            code,
            "code1",
            phone.next(),
            "code2",
            phone.next()
        };
    }

    private static String red(Site.Page page, String user) {
        return page.devices().isEmpty() ? "none" : ADMIN.deviceId(page.realm(SITE), user, "Red");
    }

    private void assertUnchanged(Site.Page page) {
        assertEquals(page.devices(), ADMIN.deviceNames(page.realm(SITE), alice));
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(page.realm(SITE), mallory));
    }

    @ParameterizedTest
    @EnumSource
    void a_form_without_the_session_s_cookies_does_nothing(Site.Page page) {
        String realm = page.realm(SITE);
        String action = page.open(SITE, alice).formAction();
        HttpVisitor stranger = new HttpVisitor(realm).submitTo(action, fields(page));
        assertFalse(stranger.isSignedIn());
        assertTrue(stranger.status() < 500, stranger.html());
        assertFalse(stranger.html().contains("otpauth:"));
        assertUnchanged(page);
    }

    @ParameterizedTest
    @EnumSource
    void a_form_of_one_session_does_nothing_in_the_browser_of_another(Site.Page page) {
        HttpVisitor victim = page.open(SITE, alice);
        HttpVisitor attacker = page.open(SITE, mallory);
        String action = victim.formAction();
        String own = attacker.formAction();
        // the victim's address in the attacker's browser, and the attacker's in the victim's
        attacker.submitTo(action, fields(page));
        victim.submitTo(own, "deviceId", red(page, mallory), "deviceName", "Taken over");
        assertFalse(attacker.isSignedIn());
        assertFalse(victim.isSignedIn());
        // and every mixture of the parameters that name a step
        for (String parameter : new String[] {"session_code", "execution", "tab_id", "client_data"}) {
            HttpVisitor other = page.open(SITE, mallory);
            String mixed = with(other.formAction(), parameter, action);
            other.submitTo(mixed, fields(page));
            assertFalse(other.isSignedIn(), parameter);
            assertTrue(other.status() < 500, parameter + other.html());
        }
        assertEquals(page.devices(), ADMIN.deviceNames(page.realm(SITE), alice));
    }

    private static String with(String address, String parameter, String from) {
        String value = "";
        for (String part : from.substring(from.indexOf('?') + 1).split("&")) {
            value = part.startsWith(parameter + "=") ? part.substring(parameter.length() + 1) : value;
        }
        return address.replaceAll("([?&]" + parameter + "=)[^&]*", "$1" + value);
    }

    @Test
    void an_old_address_does_nothing_after_the_step_is_over_or_the_user_has_signed_out() {
        String realm = SITE.free();
        HttpVisitor browser = Site.Page.REMOVE.open(SITE, alice);
        String removal = browser.formAction();
        browser.submit("action", "back").submit("action", "done");
        assertTrue(browser.isSignedIn(), browser.html());
        browser.submitTo(removal, "deviceId", ADMIN.deviceId(realm, alice, "Red"));
        assertTrue(browser.status() < 500);
        assertUnchanged(Site.Page.REMOVE);
        new HttpVisitor(realm).submitTo(removal, "deviceId", ADMIN.deviceId(realm, alice, "Red"));
        ADMIN.post("/" + realm + "/users/" + ADMIN.userId(realm, alice) + "/logout", null);
        browser.submitTo(removal, "deviceId", ADMIN.deviceId(realm, alice, "Red"));
        assertTrue(browser.status() < 500);
        assertUnchanged(Site.Page.REMOVE);
    }
}
