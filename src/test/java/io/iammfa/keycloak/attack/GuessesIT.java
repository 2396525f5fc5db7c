package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How many wrong codes who knows the password can have looked at: the table of guesses in {@code docs/security.md}. */
class GuessesIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final int DAY = 86_400;

    /** Alice, whose password alone signs in in the client {@code plain}. */
    private static String realm(RealmBuilder builder) {
        String realm = TestServer.create(builder.directGrant("mfa-direct-grant").owner("alice"));
        String copied = ADMIN.send(
                        "POST", "/" + realm + "/authentication/flows/direct/copy", Map.of("newName", "plain"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String plain = copied.substring(copied.lastIndexOf('/') + 1);
        for (JsonNode execution : ADMIN.get("/" + realm + "/authentication/flows/plain/executions")) {
            if ("mfa-direct-grant".equals(execution.get("providerId").asText())) {
                ADMIN.delete("/" + realm + "/authentication/executions/"
                        + execution.get("id").asText());
            }
        }
        ADMIN.post(
                "/" + realm + "/clients",
                Map.of(
                        "clientId",
                        "plain",
                        "publicClient",
                        true,
                        "directAccessGrantsEnabled",
                        true,
                        "authenticationFlowBindingOverrides",
                        Map.of("direct_grant", plain)));
        return realm;
    }

    /** Has Keycloak forget its count. */
    private static void signInWithThePasswordAlone(String realm) {
        String address = TestServer.get().url() + "/realms/" + realm + "/protocol/openid-connect/token";
        String[] grant = {
            "client_id", "plain", "grant_type", "password", "username", "alice", "password", "alice",
        };
        assertEquals(200, new HttpVisitor(realm).submitTo(address, grant).status());
        ADMIN.countsFailures(realm, "alice", 0);
    }

    /** Where codes are typed. */
    private enum Door {
        CHOOSE,
        ANY,
        DIRECT,
        DIRECT_WITH_DEVICE,
        RESYNC,
        MANAGE_RESYNC;

        RealmBuilder realm() {
            return switch (this) {
                case ANY -> new RealmBuilder().signIn("device-selection", "any");
                case MANAGE_RESYNC -> new RealmBuilder().passwordOnly().policy("proof-required", "false");
                default -> new RealmBuilder();
            };
        }

        /** A browser at this door. */
        HttpVisitor open(String realm) {
            if (this == DIRECT || this == DIRECT_WITH_DEVICE) {
                return null;
            }
            HttpVisitor browser = new HttpVisitor(realm)
                    .open(this == MANAGE_RESYNC ? "&kc_action=MANAGE_MFA_DEVICES" : "")
                    .password("alice");
            return this == RESYNC || this == MANAGE_RESYNC
                    ? browser.submit("action", "resync", "deviceId", red(realm))
                    : browser;
        }

        /** Types two codes, or the second of them. */
        boolean accepts(String realm, HttpVisitor browser, String code1, String code2) {
            return switch (this) {
                case CHOOSE ->
                    browser.submit("selectedCredentialId", red(realm), "otp", code2)
                            .isSignedIn();
                case ANY -> browser.submit("otp", code2).isSignedIn();
                case DIRECT -> grant(realm, "totp", code2);
                case DIRECT_WITH_DEVICE -> grant(realm, "totp", code2, "mfa_device", "Red");
                case RESYNC ->
                    browser.submit("deviceId", red(realm), "code1", code1, "code2", code2)
                            .isSignedIn();
                case MANAGE_RESYNC ->
                    browser.submit("deviceId", red(realm), "code1", code1, "code2", code2)
                            .html()
                            .contains("kc-mfa-devices");
            };
        }

        private static String red(String realm) {
            return ADMIN.deviceId(realm, "alice", "Red");
        }

        private static boolean grant(String realm, String... more) {
            return Tokens.password(TestServer.get().url(), realm, "alice", more).statusCode() == 200;
        }

        String errorEvent() {
            return this == MANAGE_RESYNC ? "UPDATE_CREDENTIAL_ERROR" : "LOGIN_ERROR";
        }
    }

    @Nested
    class A_thief_of_the_password {

        private final Phone red = Phone.ofKey("secret-red");

        @ParameterizedTest
        @EnumSource(Door.class)
        void gets_no_more_guesses_by_signing_in_with_the_password_alone(Door door) {
            String realm = realm(door.realm().lockedAfter(4));
            try (MovedClock clock = TestServer.moveClock(0)) {
                for (int i = 0; i < 4; i++) {
                    assertFalse(door.accepts(realm, door.open(realm), "00000" + i, "11111" + i));
                    ADMIN.countsFailures(realm, "alice", 1 + i % 2);
                    if (i % 2 == 1) {
                        signInWithThePasswordAlone(realm);
                    }
                }
                assertFalse(door.accepts(realm, door.open(realm), red.next(), red.next()), "not even right codes");
                assertEquals(0, ADMIN.failures(realm, "alice"), "nothing was looked at");
                JsonNode event = ADMIN.lastEvent(realm, door.errorEvent());
                assertEquals("user_temporarily_disabled", event.get("error").asText());
                clock.by(601);
                Phone later = Phone.ofKey("secret-red");
                assertTrue(door.accepts(realm, door.open(realm), later.next(), later.next()), "once the pause is over");
                // and the count begins anew
                assertFalse(door.accepts(realm, door.open(realm), "000000", "111111"));
                assertTrue(
                        door.accepts(realm, door.open(realm), later.next(), later.next()),
                        () -> ADMIN.lastEvent(realm, door.errorEvent()).toString());
            }
        }

        @Test
        void shares_one_count_among_all_doors() {
            String realm = realm(new RealmBuilder().lockedAfter(3));
            for (Door door : new Door[] {Door.CHOOSE, Door.DIRECT, Door.RESYNC}) {
                door.accepts(realm, door.open(realm), "000000", "111111");
                ADMIN.countsFailures(realm, "alice", 1);
                signInWithThePasswordAlone(realm);
            }
            HttpVisitor page = Door.CHOOSE.open(realm);
            assertFalse(Door.CHOOSE.accepts(realm, page, "", red.next()));
            assertTrue(page.html().contains("Invalid authenticator code"), page.html());
            assertFalse(Door.DIRECT.accepts(realm, null, "", red.next()));
        }

        @Test
        void gets_none_at_keycloak_s_own_form_either() {
            String realm = realm(
                    new RealmBuilder().secondFactor("auth-otp-form", "REQUIRED").lockedAfter(2));
            for (int i = 1; i <= 2; i++) {
                assertFalse(Door.CHOOSE.accepts(realm, Door.CHOOSE.open(realm), "", "00000" + i));
                ADMIN.countsFailures(realm, "alice", 1);
                signInWithThePasswordAlone(realm);
            }
            assertFalse(Door.CHOOSE.accepts(realm, Door.CHOOSE.open(realm), "", red.next()), "not even a right code");
            ADMIN.countsFailures(realm, "alice", 1);
            ADMIN.delete("/" + realm + "/attack-detection/brute-force/users/" + ADMIN.userId(realm, "alice"));
            assertTrue(Door.CHOOSE.accepts(realm, Door.CHOOSE.open(realm), "", red.next()));
        }

        @Test
        void keeps_out_no_user_whose_failures_an_admin_clears() {
            String realm = realm(new RealmBuilder().lockedAfter(2));
            for (int i = 1; i <= 2; i++) {
                assertFalse(Door.DIRECT.accepts(realm, null, "", "00000" + i));
                ADMIN.countsFailures(realm, "alice", i);
            }
            assertFalse(Door.DIRECT.accepts(realm, null, "", red.next()));
            ADMIN.delete("/" + realm + "/attack-detection/brute-force/users/" + ADMIN.userId(realm, "alice"));
            assertTrue(Door.DIRECT.accepts(realm, null, "", red.next()));
        }

        @Test
        void makes_two_guesses_at_most_with_both_clicks() {
            String realm = realm(new RealmBuilder().lockedAfter(3));
            HttpVisitor page = Door.CHOOSE.open(realm);
            page.submitTwice(HttpVisitor.DoubleClick.AT_ONCE, "otp", "000000");
            signInWithThePasswordAlone(realm);
            assertTrue(Door.DIRECT.accepts(realm, null, "", red.next()), "no third one");
        }
    }

    /** A day of guessing, each guess as early as the locks allow. */
    @Nested
    @Tag("figures")
    class A_day {

        @ParameterizedTest
        @EnumSource(Door.class)
        void is_about_three_hundred_guesses(Door door) {
            measure(door, false);
        }

        @Test
        void is_no_more_of_them_with_sign_ins_by_the_password_alone_in_between() {
            measure(Door.CHOOSE, true);
        }

        private void measure(Door door, boolean forgetting) {
            String realm = realm(door.realm().set("bruteForceProtected", true));
            int guesses = 0;
            try (MovedClock clock = TestServer.moveClock(1)) {
                for (int passed = 0; passed < DAY; ) {
                    door.accepts(realm, door.open(realm), "000000", "111111");
                    guesses++;
                    ADMIN.countsFailures(realm, "alice", forgetting ? 1 : guesses);
                    if (forgetting) {
                        signInWithThePasswordAlone(realm);
                    }
                    // a guess less than a second after another is another reason to be locked
                    int wait = 2 + Math.min(900, 60 * (guesses / 30));
                    clock.by(wait);
                    passed += wait;
                }
            }
            int looked = looked(realm, door.errorEvent());
            System.out.printf("wrong codes in a day, %s, password alone %s: %d looked at%n", door, forgetting, looked);
            assertEquals(guesses, looked);
            assertEquals(309, looked, 3);
        }

        private int looked(String realm, String type) {
            int looked = 0;
            for (JsonNode event : ADMIN.get("/" + realm + "/events?type=" + type + "&max=2000")) {
                looked += "invalid_user_credentials".equals(event.get("error").asText()) ? 1 : 0;
            }
            return looked;
        }

        @ParameterizedTest
        @CsvSource({"false, 10, 106", "true, 30, 126"})
        void is_about_a_hundred_guesses_at_the_proof(boolean guarded, int tries, int expected) {
            String realm = realm(new RealmBuilder().passwordOnly().set("bruteForceProtected", guarded));
            int looked;
            try (MovedClock clock = TestServer.moveClock(1)) {
                for (int guess = 0, passed = 0; passed < DAY; guess++) {
                    new HttpVisitor(realm)
                            .open("&kc_action=ASSIGN_MFA_DEVICE")
                            .password("alice")
                            .submit("otp", "000000");
                    int wait = guess < tries - 1 ? 2 : 901;
                    clock.by(wait);
                    passed += wait;
                }
                looked = looked(realm, "CUSTOM_REQUIRED_ACTION_ERROR");
                System.out.printf("wrong codes in a day, proof, protected %s: %d looked at%n", guarded, looked);
                assertEquals(expected, looked, 1);
            }
        }
    }
}
