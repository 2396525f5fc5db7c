package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Different doors at the same moment; {@code RacesIT} and {@code AdminApiIT} have the same door many times. */
class RacingDoorsIT {

    private static final AdminApi ADMIN = TestServer.admin();

    @RepeatedTest(3)
    void one_code_at_the_page_the_resync_and_the_direct_grant_is_accepted_once() throws Exception {
        String realm = TestServer.create(new RealmBuilder()
                .directGrant("mfa-direct-grant")
                .user("alice", RealmBuilder.stockDevice("Red", "secret-red")));
        String device = ADMIN.deviceId(realm, "alice", "Red");
        Phone phone = Phone.ofKey("secret-red");
        String code1 = phone.next();
        String code2 = phone.next();
        List<Callable<Boolean>> doors = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpVisitor page = new HttpVisitor(realm).open("").password("alice");
            HttpVisitor resync =
                    new HttpVisitor(realm).open("").password("alice").submit("action", "resync");
            doors.add(() -> page.submit("otp", code2).isSignedIn());
            doors.add(() -> resync.submit("deviceId", device, "code1", code1, "code2", code2)
                    .isSignedIn());
            doors.add(() -> Tokens.password(TestServer.get().url(), realm, "alice", "totp", code2)
                            .statusCode()
                    == 200);
        }
        doors.add(() -> ADMIN.send(
                                "POST",
                                "/" + realm + "/mfa-devices/" + device + "/resync",
                                Map.of("code1", code1, "code2", code2))
                        .statusCode()
                == 200);
        assertEquals(1, AtOnce.call(doors).stream().filter(opened -> opened).count());
    }

    @RepeatedTest(3)
    void the_last_place_goes_to_one_of_a_wizard_and_an_admin() throws Exception {
        String realm = TestServer.create(
                new RealmBuilder().passwordOnly().policy("max-devices", "1").user("alice"));
        HttpVisitor wizard =
                new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
        wizard.submit("deviceName", "Wizard's");
        Phone one = wizard.phone();
        Callable<Boolean> admin = enabling(realm);
        List<Boolean> done = AtOnce.call(List.of(
                () -> wizard.submit("code1", one.next(), "code2", one.next(), "action", "add")
                        .isSignedIn(),
                admin));
        assertEquals(1, done.stream().filter(won -> won).count(), done.toString());
        assertEquals(1, ADMIN.devices(realm, "alice").size());
        assertTrue(wizard.status() < 500);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true, false, true})
    void the_last_place_goes_to_one_of_a_wizard_for_apps_one_for_keys_keycloak_s_own_page_and_an_admin(boolean second)
            throws Exception {
        RealmBuilder builder = new RealmBuilder().passwordOnly().policy("max-devices", second ? "2" : "1");
        String realm = TestServer.create(
                second ? builder.user("alice", RealmBuilder.stockDevice("Red", "secret-red")) : builder.user("alice"));
        Phone red = second ? Phone.ofKey("secret-red") : null;
        HttpVisitor wizard = proved(realm, "ASSIGN_MFA_DEVICE", red).submit("deviceName", "App");
        Phone app = wizard.phone();
        HttpVisitor keyWizard =
                proved(realm, "ASSIGN_MFA_DEVICE", red).submit("deviceName", "Key", "deviceType", "webauthn");
        String[] key = registration(keyWizard, "Key");
        HttpVisitor stock = proved(realm, "webauthn-register", red);
        String[] stockKey = registration(stock, "Keycloak's");
        Callable<Boolean> admin = enabling(realm);
        List<Boolean> done = AtOnce.call(List.of(
                () -> wizard.submit("code1", app.next(), "code2", app.next(), "action", "add")
                        .isSignedIn(),
                () -> keyWizard.submit(key).isSignedIn(),
                () -> stock.submit(stockKey).isSignedIn(),
                admin));
        assertEquals(1, done.stream().filter(won -> won).count(), done.toString());
        assertEquals(
                second ? 2 : 1,
                ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/credentials")
                                .size()
                        - 1,
                "beside the password");
        for (HttpVisitor loser : List.of(wizard, keyWizard, stock)) {
            assertTrue(loser.status() < 500, loser.html());
        }
        System.out.println("the last place went to: " + done);
    }

    /** What an admin does last to give Alice a device: whether that succeeds. */
    private static Callable<Boolean> enabling(String realm) {
        JsonNode pending = ADMIN.json(
                "POST",
                "/" + realm + "/mfa-devices",
                Map.of("userId", ADMIN.userId(realm, "alice"), "name", "Admin's", "tags", Map.of()));
        Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
        Map<String, String> codes = Map.of("code1", phone.next(), "code2", phone.next());
        String enable = "/" + realm + "/mfa-devices/" + pending.get("id").asText() + "/enable";
        return () -> ADMIN.send("POST", enable, codes).statusCode() == 200;
    }

    /** A browser in which a required action is open. */
    private static HttpVisitor proved(String realm, String action, Phone owned) {
        HttpVisitor browser =
                new HttpVisitor(realm).open("&kc_action=" + action).password("alice");
        return owned == null ? browser : browser.submit("otp", owned.next());
    }

    /** What a browser would send of a new key from the page that it shows. */
    private static String[] registration(HttpVisitor page, String label) {
        Matcher challenge =
                Pattern.compile("challenge(?:=| : )['\"]([^'\"]+)['\"]").matcher(page.html());
        assertTrue(challenge.find(), page.html());
        String[] fields = SecurityKey.usb().registration(TestServer.get().url(), challenge.group(1));
        fields[Arrays.asList(fields).indexOf("authenticatorLabel") + 1] = label;
        return fields;
    }
}
