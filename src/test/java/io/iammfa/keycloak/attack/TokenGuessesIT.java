package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who guesses serial numbers of hardware tokens, or their codes, learns nothing, and not for long. */
class TokenGuessesIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final String REFUSED = "not those of a token";

    /** What can be wrong with what is typed for a token. */
    private enum Wrong {
        NO_SUCH_TOKEN,
        SOMEBODY_S,
        RESERVED_FOR_SOMEBODY,
        LOST,
        RETIRED,
        EXPIRED,
        NOT_YET_VALID,
        USED_CODES,
        OTHER_CODES,
        CODES_OF_ANOTHER_LENGTH;

        HardwareToken token() {
            return HardwareToken.of("t-" + name());
        }

        /** The fields of the page; the codes are right wherever they can be. */
        String[] fields() {
            Phone display = token().display();
            if (this == OTHER_CODES) {
                display = HardwareToken.of("another").display();
            } else if (this == CODES_OF_ANOTHER_LENGTH) {
                display = new HardwareToken("", token().seed(), "SHA1", 8, 30).display();
            } else if (this != USED_CODES) {
                display.skip(4);
            }
            return claim(token(), display);
        }
    }

    private static String[] claim(HardwareToken token, Phone display) {
        return new String[] {"serialNumber", token.serial(), "code1", display.next(), "code2", display.next()};
    }

    /** A realm with a token of each kind, and one that is free. */
    private static String realm(RealmBuilder builder) {
        String realm = TestServer.create(builder.passwordOnly().user("mallory").user("bob"));
        TokenApi api = tokens(realm);
        api.have(
                Wrong.SOMEBODY_S.token(),
                Wrong.RESERVED_FOR_SOMEBODY.token(),
                Wrong.LOST.token(),
                Wrong.RETIRED.token(),
                Wrong.USED_CODES.token(),
                Wrong.OTHER_CODES.token(),
                Wrong.CODES_OF_ANOTHER_LENGTH.token(),
                free());
        String file = "<KeyContainer>" + key(Wrong.EXPIRED, "<ExpiryDate>2020-01-01</ExpiryDate>")
                + key(Wrong.NOT_YET_VALID, "<StartDate>2199-01-01</StartDate>") + "</KeyContainer>";
        JsonNode imported = TokenApi.json(api.upload("tokens.xml", file.getBytes(StandardCharsets.UTF_8), Map.of()));
        assertEquals(2, imported.get("imported").asInt(), imported.toString());
        String bob = ADMIN.userId(realm, "bob");
        assertEquals(
                204,
                api.send("PUT", "/" + Wrong.RESERVED_FOR_SOMEBODY.token().serial(), Map.of("userId", bob))
                        .statusCode());
        activate(api, bob, Wrong.SOMEBODY_S.token());
        JsonNode returned = activate(api, bob, Wrong.USED_CODES.token());
        ADMIN.delete("/" + realm + "/mfa-devices/" + returned.get("id").asText());
        api.send("POST", "/" + Wrong.LOST.token().serial() + "/lost", null);
        api.send("POST", "/" + Wrong.RETIRED.token().serial() + "/retire", null);
        for (Wrong wrong : Wrong.values()) {
            if (wrong != Wrong.NO_SUCH_TOKEN) {
                api.get(wrong.token().serial());
            }
        }
        return realm;
    }

    private static HardwareToken free() {
        return HardwareToken.of("free");
    }

    private static String key(Wrong wrong, String date) {
        byte[] seed = wrong.token().seed().getBytes(StandardCharsets.UTF_8);
        return "<KeyPackage><DeviceInfo><SerialNo>" + wrong.token().serial() + "</SerialNo>" + date + "</DeviceInfo>"
                + "<Key Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:totp\"><Data><Secret><PlainValue>"
                + Base64.getEncoder().encodeToString(seed)
                + "</PlainValue></Secret></Data></Key></KeyPackage>";
    }

    private static JsonNode activate(TokenApi api, String userId, HardwareToken token) {
        Phone display = token.display();
        return TokenApi.json(api.send(
                "POST",
                "/" + token.serial() + "/activate",
                Map.of(
                        "userId", userId,
                        "name", token.serial(),
                        "code1", display.next(),
                        "code2", display.next())));
    }

    private static TokenApi tokens(String realm) {
        return TokenApi.asAdmin(TestServer.get().url(), realm);
    }

    private static HttpVisitor atTheToken(String realm) {
        return new HttpVisitor(realm)
                .open("&kc_action=ASSIGN_MFA_DEVICE")
                .password("mallory")
                .submit("deviceName", "Mine", "deviceType", "hardware");
    }

    /** All that an answer tells, but for what was typed and for what is new in each answer. */
    private static String told(HttpVisitor visitor, String typed) {
        return visitor.status() + " "
                + visitor.html()
                        .replace(typed, "…")
                        .replaceAll("session_code=[^&\"]*|execution=[^&\"]*|tab_id=[^&\"]*|nonce=\"[^\"]*\"", "");
    }

    @Test
    void is_answered_the_same_whatever_is_wrong() {
        String realm = realm(new RealmBuilder().lockedAfter(100));
        HttpVisitor mallory = atTheToken(realm);
        Set<String> answers = new HashSet<>();
        Set<String> events = new HashSet<>();
        for (Wrong wrong : Wrong.values()) {
            mallory.submit(wrong.fields());
            assertTrue(mallory.html().contains(REFUSED), wrong + mallory.html());
            ADMIN.countsFailures(realm, "mallory", wrong.ordinal() + 1);
            answers.add(told(mallory, wrong.token().serial()));
            JsonNode event = ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL_ERROR");
            events.add(event.get("error").asText()
                    + event.get("details").toString().replaceAll("\"code_id\":\"[^\"]*\"", ""));
        }
        assertEquals(1, answers.size(), String.join("\n\n", answers));
        assertEquals(1, events.size(), events.toString());
        assertEquals(
                Wrong.values().length,
                ADMIN.events(realm, "UPDATE_CREDENTIAL_ERROR").size());
        assertEquals(List.of(), ADMIN.deviceNames(realm, "mallory"));
        for (Wrong wrong : List.of(Wrong.OTHER_CODES, Wrong.CODES_OF_ANOTHER_LENGTH)) {
            assertEquals(
                    "available",
                    tokens(realm).get(wrong.token().serial()).get("state").asText());
        }
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void is_paused_after_some_tries_whatever_is_wrong(Wrong wrong) {
        isPaused(true, wrong);
    }

    @ParameterizedTest
    @EnumSource(
            value = Wrong.class,
            names = {"NO_SUCH_TOKEN", "OTHER_CODES"})
    void is_paused_without_brute_force_protection_too(Wrong wrong) {
        isPaused(false, wrong);
    }

    private static void isPaused(boolean guarded, Wrong wrong) {
        int tries = guarded ? 3 : 10;
        String realm = realm(guarded ? new RealmBuilder().lockedAfter(tries) : new RealmBuilder());
        try (MovedClock clock = TestServer.moveClock(0)) {
            HttpVisitor mallory = atTheToken(realm);
            String answer = null;
            for (int i = 0; i < tries; i++) {
                mallory.submit(wrong.fields());
                answer = told(mallory, wrong.token().serial());
                assertEquals("invalid_user_credentials", lastError(realm));
            }
            // not even the right codes of a token that is free, and the answer does not tell
            mallory.submit(claim(free(), free().display()));
            assertEquals(answer, told(mallory, free().serial()));
            assertEquals("user_temporarily_disabled", lastError(realm));
            if (guarded) {
                ADMIN.countsFailures(realm, "mallory", tries);
            }
            // nor in another session, if Keycloak lets one begin
            HttpVisitor again =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("mallory");
            assertEquals(!guarded, again.html().contains("kc-mfa-name-form"), again.html());
            if (!guarded) {
                again.submit("deviceName", "Mine", "deviceType", "hardware").submit(claim(free(), free().display()));
                assertEquals(answer, told(again, free().serial()));
            }
            assertEquals("available", tokens(realm).get("free").get("state").asText());
            clock.by(901);
            HttpVisitor later = atTheToken(realm).submit(claim(free(), free().display()));
            assertTrue(later.isSignedIn(), later.html());
            assertEquals("active", tokens(realm).get("free").get("state").asText());
        }
    }

    private static String lastError(String realm) {
        return ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL_ERROR").get("error").asText();
    }
}
