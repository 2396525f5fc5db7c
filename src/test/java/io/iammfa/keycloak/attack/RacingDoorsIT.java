package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.RepeatedTest;

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
        JsonNode pending = ADMIN.json(
                "POST",
                "/" + realm + "/mfa-devices",
                Map.of("userId", ADMIN.userId(realm, "alice"), "name", "Admin's", "tags", Map.of()));
        Phone two = Phone.ofUri(pending.get("otpauthUri").asText());
        Map<String, String> codes = Map.of("code1", two.next(), "code2", two.next());
        String enable = "/" + realm + "/mfa-devices/" + pending.get("id").asText() + "/enable";
        List<Boolean> done = AtOnce.call(List.of(
                () -> wizard.submit("code1", one.next(), "code2", one.next(), "action", "add")
                        .isSignedIn(),
                () -> ADMIN.send("POST", enable, codes).statusCode() == 200));
        assertEquals(1, done.stream().filter(won -> won).count(), done.toString());
        assertEquals(1, ADMIN.devices(realm, "alice").size());
        assertTrue(wizard.status() < 500);
    }
}
