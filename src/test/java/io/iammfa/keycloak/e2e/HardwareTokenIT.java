package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hardware tokens in the hands of users. */
@Tag("older")
class HardwareTokenIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static TokenApi tokens(String realm) {
        return TokenApi.asAdmin(TestServer.get().url(), realm);
    }

    private static Visitor atTheToken(String realm, String user) {
        Visitor visitor = new Visitor(realm).open().password(user).sees("kc-mfa-name-form");
        visitor.page().check("input[name=deviceType][value=hardware]");
        return visitor.name("Token").sees("kc-mfa-token-form");
    }

    private static void send(Visitor visitor, String serial, String code1, String code2) {
        visitor.page().fill("#serialNumber", serial);
        visitor.page().fill("#code1", code1);
        visitor.page().fill("#code2", code2);
        visitor.page().click("#kc-mfa-add");
    }

    @Test
    void are_activated_by_serial_number_and_two_codes_and_sign_in_from_then_on() {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        HardwareToken token = new HardwareToken("FT-0815", "seed-of-a-sha256-tok", "SHA256", 8, 60);
        TokenApi api = tokens(realm);
        TokenApi.json(api.csv("?format=csv", "# OATH\n" + token.serial() + "," + token.hex() + ",TOTP,8,60,SHA256\n"));
        Phone display = token.display();
        try (Visitor alice = atTheToken(realm, "alice")) {
            alice.screenshot("token-empty");
            send(alice, "", "12", "abc");
            alice.seesError("serialNumber", "Type the serial number");
            alice.screenshot("token-errors");
            send(alice, "FT-9999", display.next(), display.next());
            alice.seesError("serialNumber", "not those of a token");
            assertEquals("FT-9999", alice.page().inputValue("#serialNumber"));
            assertEquals("", alice.page().inputValue("#code1"));
            send(alice, " ft-0815", display.next(), display.next());
            alice.isSignedIn();
        }
        assertEquals("active", api.get("FT-0815").get("state").asText());
        try (Visitor alice = new Visitor(realm)
                .open("&kc_action=MANAGE_MFA_DEVICES")
                .password("alice")
                .code(display.next())
                .sees("kc-mfa-devices")) {
            assertThat(alice.row("Token")).containsText("Hardware token");
            assertThat(alice.row("Token")).containsText("FT-0815");
            alice.screenshot("token-table");
            alice.press("Token", "remove").sees("kc-mfa-remove-form").page().click("#kc-mfa-remove");
            assertThat(alice.page().locator("#kc-mfa-status")).containsText("was removed");
        }
        assertEquals("returned", api.get("FT-0815").get("state").asText());
    }

    @Test
    void are_offered_where_there_are_some_alone() {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        try (Visitor alice = new Visitor(realm).open().password("alice").sees("kc-mfa-name-form")) {
            assertThat(alice.page().locator("input[value=hardware]")).hasCount(0);
            tokens(realm).have(HardwareToken.of("1"));
            alice.page().reload();
            assertThat(alice.page().locator("input[value=hardware]")).hasCount(1);
        }
    }

    @Test
    void are_asked_for_until_they_are_given_though_somebody_else_takes_the_last_one() {
        String realm = TestServer.create(new RealmBuilder().user("alice").user("bob"));
        HardwareToken last = HardwareToken.of("last");
        tokens(realm).have(last);
        Phone display = last.display();
        try (Visitor alice = atTheToken(realm, "alice")) {
            HttpVisitor bob = new HttpVisitor(realm)
                    .open("")
                    .password("bob")
                    .submit("deviceName", "Token", "deviceType", "hardware");
            assertTrue(bob.submit("serialNumber", "last", "code1", display.next(), "code2", display.next())
                    .isSignedIn());
            for (int i = 0; i < 2; i++) {
                send(alice, "last", display.next(), display.next());
                alice.seesError("serialNumber", "not those of a token");
                assertEquals("last", alice.page().inputValue("#serialNumber"));
            }
        }
    }

    @Test
    void take_the_place_of_an_app_and_give_it_to_another_token() {
        String realm = TestServer.create(new RealmBuilder()
                .passwordOnly()
                .policy("proof-required", "false")
                .user("alice", RealmBuilder.stockDevice("Red", "secret-red")));
        HardwareToken one = HardwareToken.of("one");
        HardwareToken two = HardwareToken.of("two");
        tokens(realm).have(one, two);
        HttpVisitor alice =
                new HttpVisitor(realm).open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
        for (HardwareToken token : List.of(one, two)) {
            String replaced = ADMIN.devices(realm, "alice").get(0).get("id").asText();
            alice.submit("deviceId", replaced, "action", "replace");
            alice.submit("action", "back").submit("deviceName", "Red", "deviceType", "hardware");
            Phone display = token.display();
            alice.submit("serialNumber", token.serial(), "code1", display.next(), "code2", display.next());
            assertTrue(alice.html().contains(token.serial()), alice.html());
        }
        assertEquals("returned", tokens(realm).get("one").get("state").asText());
        assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
    }

    @Test
    void are_not_found_by_guessing() {
        String realm = TestServer.create(new RealmBuilder()
                .passwordOnly()
                .lockedAfter(5)
                .user("mallory")
                .user("bob", RealmBuilder.stockDevice("Red", "secret-red")));
        HardwareToken reserved = HardwareToken.of("reserved");
        HardwareToken taken = HardwareToken.of("taken");
        HardwareToken lost = HardwareToken.of("lost");
        TokenApi api = tokens(realm);
        api.have(reserved, taken, lost, HardwareToken.of("free"));
        String bob = ADMIN.userId(realm, "bob");
        api.send("PUT", "/reserved", Map.of("userId", bob));
        api.send("POST", "/lost/lost", null);
        Phone display = taken.display();
        TokenApi.json(api.send(
                "POST",
                "/taken/activate",
                Map.of("userId", bob, "name", "T", "code1", display.next(), "code2", display.next())));
        HttpVisitor mallory = new HttpVisitor(realm)
                .open("&kc_action=ASSIGN_MFA_DEVICE")
                .password("mallory")
                .submit("deviceName", "Mine", "deviceType", "hardware");
        String answer = null;
        for (HardwareToken token :
                List.of(reserved, taken, lost, HardwareToken.of("unknown"), HardwareToken.of("unknown-2"))) {
            Phone codes = token.display().skip(4);
            mallory.submit("serialNumber", token.serial(), "code1", codes.next(), "code2", codes.next());
            String page = mallory.html()
                    .replace(token.serial(), "…")
                    .replaceAll("session_code=[^&\"]*|execution=[^&\"]*|nonce=\"[^\"]*\"", "");
            assertTrue(page.contains("not those of a token"), page);
            answer = answer == null ? page : answer;
            assertEquals(answer, page);
        }
        ADMIN.countsFailures(realm, "mallory", 5);
        Phone free = HardwareToken.of("free").display();
        mallory.submit("serialNumber", "free", "code1", free.next(), "code2", free.next());
        assertEquals("available", api.get("free").get("state").asText());
        assertFalse(mallory.isSignedIn());
        assertEquals(List.of(), ADMIN.deviceNames(realm, "mallory"));
    }
}
