package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes as they arrive from chats, mails and documents: with signs that nobody typed. */
class PastedCodesIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone red = Phone.ofKey("secret-red");

    private static RealmBuilder devices() {
        return new RealmBuilder().user("alice", RealmBuilder.stockDevice("Red", "secret-red"));
    }

    /** An isolate, a byte order mark, a hyphen, thin space, minus sign, zero-width space, variation selector, line end. */
    private static String pasted(String code) {
        return "\u2068\ufeff" + code.substring(0, 2) + "\u2011" + code.substring(2, 4) + "\u2009\u2212"
                + code.substring(4) + "\u200b\ufe0e\u2069\r\n";
    }

    private static String device(String realm) {
        return ADMIN.devices(realm, "alice").get(0).get("id").asText();
    }

    private static List<String> names(String realm) {
        return ADMIN.devices(realm, "alice").stream()
                .map(device -> device.get("userLabel").asText())
                .sorted()
                .toList();
    }

    private static void assertOperation(String realm, String operation) {
        assertEquals(
                operation,
                ADMIN.events(realm, "UPDATE_CREDENTIAL")
                        .get(0)
                        .at("/details/mfa_operation")
                        .asText());
    }

    /** As the clipboard does it: what a page cuts off is gone. */
    private static void paste(Visitor visitor, String field, String code) {
        visitor.page().focus("#" + field);
        visitor.page().keyboard().insertText(pasted(code));
    }

    @Nested
    class Sent_from {

        @Test
        void the_sign_in_page_sign_the_user_in() {
            HttpVisitor alice = new HttpVisitor(TestServer.create(devices()))
                    .open("")
                    .password("alice")
                    .submit("otp", pasted(red.next()));
            assertTrue(alice.isSignedIn(), alice.html());
        }

        @Test
        void the_resync_page_at_sign_in_resync_the_device() {
            String realm = TestServer.create(devices());
            Phone slow = red.clockOffBySteps(-80);
            HttpVisitor alice =
                    new HttpVisitor(realm).open("").password("alice").submit("action", "resync");
            alice.submit("deviceId", device(realm), "code1", pasted(slow.next()), "code2", pasted(slow.next()));
            assertTrue(alice.isSignedIn(), alice.html());
            assertOperation(realm, "resync");
        }

        @Test
        void the_pages_for_proof_resync_and_new_devices_do_what_they_are_for() {
            String realm = TestServer.create(devices().passwordOnly());
            HttpVisitor alice =
                    new HttpVisitor(realm).open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
            alice.submit("deviceId", device(realm), "action", "resync").submit("otp", pasted(red.next()));
            alice.submit("deviceId", device(realm), "code1", pasted(red.next()), "code2", pasted(red.next()));
            assertOperation(realm, "resync");
            alice.submit("action", "assign").submit("deviceName", "Blue");
            Phone blue = alice.phone();
            alice.submit("code1", pasted(blue.next()), "code2", pasted(blue.next()), "action", "add");
            assertEquals(List.of("Blue", "Red"), names(realm), alice.html());
        }

        @ParameterizedTest
        @ValueSource(strings = {"mfa-direct-grant", "direct-grant-validate-otp"})
        void a_direct_grant_sign_the_user_in(String authenticator) {
            String realm = TestServer.create(devices().directGrant(authenticator));
            HttpResponse<String> answer =
                    Tokens.password(TestServer.get().url(), realm, "alice", "totp", pasted(red.next()));
            assertEquals(200, answer.statusCode(), answer.body());
        }

        @Test
        void the_admin_api_enable_and_resync_a_device() throws Exception {
            String realm = TestServer.create(devices());
            var pending = AdminApi.JSON.readTree(
                    post(realm, "", Map.of("userId", ADMIN.userId(realm, "alice"), "name", "Blue", "tags", Map.of())));
            Phone blue = Phone.ofUri(pending.get("otpauthUri").asText());
            String path = "/" + pending.get("id").asText();
            for (String operation : List.of("/enable", "/resync")) {
                post(realm, path + operation, Map.of("code1", pasted(blue.next()), "code2", pasted(blue.next())));
            }
            assertEquals(List.of("Blue", "Red"), names(realm));
        }

        private static String post(String realm, String path, Map<String, Object> body) {
            HttpResponse<String> answer = ADMIN.send("POST", "/" + realm + "/mfa-devices" + path, body);
            assertTrue(answer.statusCode() < 300, answer.body());
            return answer.body();
        }
    }

    @Nested
    class Pasted_in_a_browser {

        @Test
        void are_cut_off_on_no_page() {
            String realm = TestServer.create(devices());
            Phone blue;
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
                paste(alice, "otp", red.next());
                alice.page().click("#kc-login");
                blue = alice.name("Blue").scan();
                paste(alice, "code1", blue.next());
                paste(alice, "code2", blue.next());
                alice.page().click("#kc-mfa-add");
                alice.isSignedIn();
            }
            assertEquals(List.of("Blue", "Red"), names(realm));
        }

        @Test
        void prove_a_device_and_resync_it() {
            String realm = TestServer.create(devices().passwordOnly());
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=MANAGE_MFA_DEVICES").password("alice");
                alice.page().click("button[value=resync]");
                paste(alice, "otp", red.next());
                alice.page().click("#kc-mfa-prove");
                paste(alice, "code1", red.next());
                paste(alice, "code2", red.next());
                alice.page().click("#kc-mfa-resync");
                alice.sees("kc-mfa-devices");
            }
            assertOperation(realm, "resync");
        }
    }
}
