package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever has seen codes that were typed, and the password: whichever door they were for, no other one opens. */
class ReplayIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static RealmBuilder builder() {
        return new RealmBuilder().directGrant("mfa-direct-grant").owner("alice");
    }

    /** Has the realm's browser flow ask for a device, or for the password alone. */
    private static void askForDevice(String realm, boolean asks) {
        for (JsonNode step : ADMIN.get("/" + realm + "/authentication/flows/mfa/executions")) {
            if ("second factor".equals(step.path("displayName").asText())) {
                ADMIN.put(
                        "/" + realm + "/authentication/flows/mfa/executions",
                        Map.of(
                                "id", step.get("id").asText(),
                                "requirement", asks ? "REQUIRED" : "DISABLED",
                                "priority", step.get("priority").asInt()));
            }
        }
    }

    private static HttpVisitor withPassword(String realm, String action) {
        askForDevice(realm, false);
        try {
            return new HttpVisitor(realm).open("&kc_action=" + action).password("alice");
        } finally {
            askForDevice(realm, true);
        }
    }

    /** Where codes are typed. */
    enum Door {
        SIGN_IN {
            @Override
            boolean opens(String realm, String device, Phone other, String code1, String code2) {
                HttpVisitor browser = new HttpVisitor(realm).open("").password("alice");
                return browser.submit("selectedCredentialId", device, "otp", code2)
                        .isSignedIn();
            }
        },
        SIGN_IN_RESYNC {
            @Override
            boolean opens(String realm, String device, Phone other, String code1, String code2) {
                HttpVisitor browser = new HttpVisitor(realm).open("").password("alice");
                browser.submit("action", "resync");
                return browser.submit("deviceId", device, "code1", code1, "code2", code2)
                        .isSignedIn();
            }
        },
        GRANT {
            @Override
            boolean opens(String realm, String device, Phone other, String code1, String code2) {
                return Tokens.password(TestServer.get().url(), realm, "alice", "totp", code2, "mfa_device", device)
                                .statusCode()
                        == 200;
            }
        },
        PROOF {
            @Override
            boolean opens(String realm, String device, Phone other, String code1, String code2) {
                HttpVisitor browser = withPassword(realm, "ASSIGN_MFA_DEVICE");
                assertTrue(browser.html().contains("kc-mfa-proof-form"), browser.html());
                return browser.submit("otp", code2).html().contains("kc-mfa-name-form");
            }
        },
        MANAGE_RESYNC {
            @Override
            boolean opens(String realm, String device, Phone other, String code1, String code2) {
                HttpVisitor browser = withPassword(realm, "MANAGE_MFA_DEVICES");
                browser.submit("deviceId", device, "action", "resync");
                browser.submit("otp", other.next());
                assertTrue(browser.html().contains("kc-mfa-resync-form"), browser.html());
                browser.submit("deviceId", device, "code1", code1, "code2", code2);
                return browser.html().contains("kc-mfa-devices");
            }
        },
        ADMIN_RESYNC {
            @Override
            boolean opens(String realm, String device, Phone other, String code1, String code2) {
                return ADMIN.send(
                                        "POST",
                                        "/" + realm + "/mfa-devices/" + device + "/resync",
                                        Map.of("code1", code1, "code2", code2))
                                .statusCode()
                        == 200;
            }
        };

        abstract boolean opens(String realm, String device, Phone other, String code1, String code2);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_typed_at_one_door_opens_none_and_the_next_codes_do(Door used) {
        String realm = TestServer.create(builder());
        String device = ADMIN.deviceId(realm, "alice", "Red");
        Phone red = Phone.ofKey("secret-red");
        Phone green = Phone.ofKey("secret-green");
        String code1 = red.next();
        String code2 = red.next();
        assertTrue(used.opens(realm, device, green, code1, code2));
        for (Door door : Door.values()) {
            assertFalse(door.opens(realm, device, green, code1, code2), door + " after " + used);
            assertFalse(door.opens(realm, device, green, code2, code1), door + " after " + used + ", older code");
        }
        assertTrue(used.opens(realm, device, green, red.next(), red.next()));
    }

    @Test
    void the_codes_of_an_enrolment_open_no_door() {
        String realm = TestServer.create(builder());
        Phone green = Phone.ofKey("secret-green");
        HttpVisitor browser = withPassword(realm, "ASSIGN_MFA_DEVICE");
        browser.submit("otp", green.next()).submit("deviceName", "Blue");
        Phone blue = browser.phone();
        String code1 = blue.next();
        String code2 = blue.next();
        browser.submit("code1", code1, "code2", code2, "action", "add");
        String device = ADMIN.deviceId(realm, "alice", "Blue");
        for (Door door : Door.values()) {
            assertFalse(door.opens(realm, device, green, code1, code2), door.name());
            assertFalse(door.opens(realm, device, green, code2, code1), door + ", older code");
        }
        assertTrue(Door.SIGN_IN.opens(realm, device, green, blue.next(), blue.next()));
    }

    @Test
    void the_codes_that_an_admin_enabled_a_device_with_open_no_door() {
        String realm = TestServer.create(builder());
        Phone green = Phone.ofKey("secret-green");
        JsonNode pending = ADMIN.json(
                "POST",
                "/" + realm + "/mfa-devices",
                Map.of("userId", ADMIN.userId(realm, "alice"), "name", "Blue", "tags", Map.of()));
        String device = pending.get("id").asText();
        Phone blue = Phone.ofUri(pending.get("otpauthUri").asText());
        Map<String, String> codes = Map.of("code1", blue.next(), "code2", blue.next());
        ADMIN.json("POST", "/" + realm + "/mfa-devices/" + device + "/enable", codes);
        for (Door door : Door.values()) {
            assertFalse(door.opens(realm, device, green, codes.get("code1"), codes.get("code2")), door.name());
            assertFalse(door.opens(realm, device, green, codes.get("code2"), codes.get("code1")), door.name());
        }
        assertTrue(Door.SIGN_IN.opens(realm, device, green, blue.next(), blue.next()));
        assertEquals(3, ADMIN.devices(realm, "alice").size());
    }
}
