package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ids of devices of another user, and of another realm, in every field and path that takes one. */
class OthersIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final Site SITE = Site.create();

    private final String alice = SITE.user();
    private final String bob = SITE.user();
    private String elsewhere;
    private String theirs;

    @BeforeEach
    void another_realm() {
        elsewhere = TestServer.create(
                new RealmBuilder().passwordOnly().user("zoe", RealmBuilder.stockDevice("Zoe’s", "secret-zoe")));
        theirs = ADMIN.deviceId(elsewhere, "zoe", "Zoe’s");
    }

    @ParameterizedTest
    @EnumSource
    void reach_nothing_from_any_page(Site.Page page) {
        String realm = page.realm(SITE);
        List<String> ids = List.of(ADMIN.deviceId(realm, bob, "Red"), theirs);
        for (String id : ids) {
            Phone phone = id.equals(theirs) ? Phone.ofKey("secret-zoe") : Phone.ofKey("red-" + bob);
            HttpVisitor browser = page.open(SITE, alice);
            String[] all = {
                "deviceId",
                id,
                "selectedCredentialId",
                id,
                "credentialId",
                id,
                "otp",
                phone.next(),
                "code1",
                phone.next(),
                "code2",
                phone.next(),
                "deviceName",
                "Taken over",
                "accept",
                "yes"
            };
            browser.submit(all);
            assertEquals(200, browser.status());
            assertFalse(browser.isSignedIn(), browser.url());
            for (String action : List.of("rename", "resync", "remove", "replace")) {
                if (!browser.hasForm()) {
                    break;
                }
                browser.submit("deviceId", id, "action", action);
                if (browser.hasForm()) {
                    browser.submit(all);
                }
                assertFalse(page.realm(SITE).equals(SITE.signIn()) && browser.isSignedIn(), browser.url());
            }
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, bob));
        assertEquals(List.of("Zoe’s"), ADMIN.deviceNames(elsewhere, "zoe"));
        assertEquals(page.devices(), ADMIN.deviceNames(realm, alice));
    }

    @Test
    void are_not_deleted_by_the_parameter_of_an_action() {
        Site.Page page = Site.Page.DELETE_CREDENTIAL;
        String realm = page.realm(SITE);
        for (String id : List.of(ADMIN.deviceId(realm, bob, "Red"), theirs)) {
            HttpVisitor browser = new HttpVisitor(realm)
                    .open("&kc_action=delete_credential:" + id)
                    .password(alice);
            assertTrue(browser.status() < 500);
            if (browser.hasForm()) {
                browser.submit("accept", "yes", "deviceId", id);
                assertTrue(browser.status() < 500);
            }
        }
        // nor by an id that is put in the place of the one that was asked for
        HttpVisitor browser = page.open(SITE, alice);
        browser.submit("deviceId", ADMIN.deviceId(realm, alice, "Green"));
        browser = page.open(SITE, alice);
        browser.submit("deviceId", ADMIN.deviceId(realm, bob, "Red"), "kc_action", "delete_credential:" + theirs);
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, bob));
        assertEquals(List.of("Zoe’s"), ADMIN.deviceNames(elsewhere, "zoe"));
    }

    @Test
    void are_unknown_to_every_call_of_the_admin_API_of_another_realm() {
        String path = "/" + SITE.free() + "/mfa-devices/";
        Phone zoe = Phone.ofKey("secret-zoe");
        Map<String, String> codes = Map.of("code1", zoe.next(), "code2", zoe.next());
        List<String> answers = new ArrayList<>();
        for (String id :
                List.of(theirs, "0-no-such-device", theirs.toUpperCase(), theirs + "%00", "%ff", "%20" + theirs)) {
            for (HttpResponse<String> answer : List.of(
                    ADMIN.send("GET", path + id, null),
                    ADMIN.send("PUT", path + id, Map.of("name", "Taken over")),
                    ADMIN.send("GET", path + id + "/tags", null),
                    ADMIN.send("PUT", path + id + "/tags", Map.of("a", "b")),
                    ADMIN.send("DELETE", path + id + "/tags?key=a", null),
                    ADMIN.send("POST", path + id + "/resync", codes),
                    ADMIN.send("POST", path + id + "/enable", codes),
                    ADMIN.send("DELETE", path + id, null))) {
                assertEquals(404, answer.statusCode(), answer.request() + answer.body());
                answers.add(answer.body());
            }
        }
        // what is another realm's and what is nobody's is one answer
        assertEquals(answers.get(0), answers.get(8));
        HttpResponse<String> made = ADMIN.send(
                "POST",
                "/" + SITE.free() + "/mfa-devices",
                Map.of("userId", ADMIN.userId(elsewhere, "zoe"), "name", "x", "tags", Map.of()));
        assertEquals(404, made.statusCode(), made.body());
        assertEquals(List.of("Zoe’s"), ADMIN.deviceNames(elsewhere, "zoe"));
    }
}
