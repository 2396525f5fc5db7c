package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A tour of everything that takes codes and makes secrets, on a server that logs all it can. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {

    private final Set<String> secrets = new HashSet<>();
    private final Set<String> codes = new HashSet<>();
    private final Phone red = Phone.ofKey("secret-of-the-red-one");
    private KeycloakServer server;
    private AdminApi admin;
    private String realm;

    @BeforeAll
    void start() {
        server = TestServer.talkative();
        admin = new AdminApi(server.url());
        realm = new RealmBuilder()
                .directGrant("mfa-direct-grant")
                .set("bruteForceProtected", true)
                .set("quickLoginCheckMilliSeconds", 0)
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .set("eventsListeners", List.of("jboss-logging"))
                .user("alice", RealmBuilder.stockDevice("Red", "secret-of-the-red-one"))
                .create(admin);
        knows(red);
    }

    private void knows(Phone phone) {
        String base32 = phone.parameter("secret");
        byte[] raw = new Base32().decode(base32);
        secrets.add(base32);
        secrets.add(base32.replaceAll("(.{4})(?!$)", "$1 "));
        secrets.add(new String(raw, StandardCharsets.UTF_8));
        secrets.add(new String(raw, StandardCharsets.ISO_8859_1));
        secrets.add(Base64.getEncoder().encodeToString(raw));
        secrets.add(HexFormat.of().formatHex(raw));
    }

    private String typed(String code) {
        codes.add(code);
        return code;
    }

    private HttpVisitor browser(String parameters) {
        return new HttpVisitor(server.url(), realm).open(parameters).password("alice");
    }

    @Test
    void neither_log_nor_events_hold_a_secret_or_a_code() {
        String device = admin.deviceId(realm, "alice", "Red");
        pages(device);
        calls();
        String log = server.logText();
        assertTrue(log.contains("DEBUG"), "the server was to say more");
        assertHoldsNone("log", log);
        JsonNode events = admin.get("/" + realm + "/events?max=500");
        JsonNode adminEvents = admin.get("/" + realm + "/admin-events?max=500");
        assertTrue(events.size() > 10, events.toString());
        assertTrue(adminEvents.toString().contains("MFA_DEVICE"), adminEvents.toString());
        assertHoldsNone("events", events.toString());
        assertHoldsNone("admin events", adminEvents.toString());
    }

    private void assertHoldsNone(String what, String text) {
        for (String secret : secrets) {
            assertFalse(text.contains(secret), () -> "a secret in the " + what + ": " + around(text, secret));
        }
        for (String code : codes) {
            // six digits of a longer number, or of an id, are no code
            var found = Pattern.compile("(?<![\\w.-])" + code + "(?![\\w.-])").matcher(text);
            assertFalse(found.find(), () -> "a code in the " + what + ": " + around(text, code));
        }
    }

    private static String around(String text, String part) {
        int at = text.indexOf(part);
        return text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 300));
    }

    private void pages(String device) {
        HttpVisitor alice = browser("");
        alice.submit("otp", typed("918273"));
        alice.submit("action", "resync");
        alice.submit("deviceId", device, "code1", typed("827364"), "code2", typed("736455"));
        alice.submit("deviceId", device, "code1", typed(red.next()), "code2", typed(red.next()));
        assertTrue(alice.isSignedIn(), alice.html());
        alice.open("&kc_action=MANAGE_MFA_DEVICES");
        alice.submit("deviceId", device, "action", "resync");
        alice.submit("deviceId", device, "code1", typed("645546"), "code2", typed("546372"));
        alice.submit("deviceId", device, "code1", typed(red.next()), "code2", typed(red.next()));
        alice.submit("deviceId", device, "action", "rename").submit("deviceId", device, "deviceName", "Crimson");
        alice.submit("action", "assign").submit("deviceName", "Blue");
        Phone blue = alice.phone();
        knows(blue);
        alice.submit("code1", typed("463728"), "code2", typed("372819"), "action", "add");
        alice.submit("code1", typed(blue.next()), "code2", typed(blue.next()), "action", "add");
        String added = admin.deviceId(realm, "alice", "Blue");
        alice.submit("deviceId", added, "action", "replace");
        Phone other = alice.phone();
        knows(other);
        alice.submit("code1", typed(other.next()), "code2", typed(other.next()), "action", "add");
        String replacing = admin.deviceId(realm, "alice", "Blue");
        alice.submit("deviceId", replacing, "action", "remove").submit("deviceId", replacing);
        assertEquals(List.of("Crimson"), admin.deviceNames(realm, "alice"));
        Tokens.password(server.url(), realm, "alice", "totp", typed("281937"));
        Tokens.password(server.url(), realm, "alice", "totp", typed(red.next()));
        pass();
        proof();
    }

    private void pass() {
        JsonNode pass = admin.pass(realm, "alice");
        String code = pass.get("code").asText();
        secrets.add(code);
        secrets.add(code.replace("-", ""));
        secrets.add(code.replace("-", "").toLowerCase(Locale.ROOT));
        HttpVisitor alice = browser("");
        String wrong = "AAAA-BBBB-CCCC-DDDD";
        secrets.add(wrong);
        alice.submit("otp", wrong);
        alice.submit("otp", code.toLowerCase(Locale.ROOT).replace("-", ""));
        assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
    }

    /** A session that a flow of Keycloak's own has signed in does not say with which device. */
    private void proof() {
        for (JsonNode step : admin.get("/" + realm + "/authentication/flows/mfa/executions")) {
            if ("second factor".equals(step.path("displayName").asText())) {
                admin.put(
                        "/" + realm + "/authentication/flows/mfa/executions",
                        Map.of(
                                "id", step.get("id").asText(),
                                "requirement", "DISABLED",
                                "priority", step.get("priority").asInt()));
            }
        }
        HttpVisitor alice = browser("&kc_action=ASSIGN_MFA_DEVICE");
        alice.submit("otp", typed("192837")).submit("otp", typed(red.next()));
        assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
    }

    private void calls() {
        String path = "/" + realm + "/mfa-devices";
        JsonNode pending = admin.json(
                "POST", path, Map.of("userId", admin.userId(realm, "alice"), "name", "Green", "tags", Map.of()));
        Phone green = Phone.ofUri(pending.get("otpauthUri").asText());
        knows(green);
        String id = path + "/" + pending.get("id").asText();
        admin.send("POST", id + "/enable", Map.of("code1", typed("564738"), "code2", typed("657483")));
        admin.post(id + "/enable", Map.of("code1", typed(green.next()), "code2", typed(green.next())));
        admin.send("POST", id + "/resync", Map.of("code1", typed("748392"), "code2", typed("839201")));
        admin.post(id + "/resync", Map.of("code1", typed(green.next()), "code2", typed(green.next())));
        admin.send("POST", id + "/resync", "{\"code1\":\"" + typed("930217") + "\",");
        admin.send("PUT", id, Map.of("name", "Lime", "code1", typed("302918")));
        admin.put(id, Map.of("name", "Lime"));
        admin.put(id + "/tags", Map.of("a", "b"));
        admin.get(path + "/report");
        admin.delete(id);
    }
}
