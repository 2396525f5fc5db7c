package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device whose clock runs off a little more each month. */
class DriftIT {

    private static final AdminApi ADMIN = TestServer.admin();

    /** The device as it was after some time. */
    private static void drifted(String realm, int steps) {
        String path = "/" + realm + "/mfa-devices/state";
        JsonNode state = ADMIN.get(path);
        ((ObjectNode) state.get(0)).put("clockDriftSteps", steps).put("lastUsedAt", "2026-01-01T00:00:00Z");
        ADMIN.post(path, state);
    }

    private static void signIn(String realm, Phone phone) {
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").code(phone.code(phone.now())).isSignedIn();
        }
    }

    @Test
    void is_followed_and_its_owner_and_admins_are_told_once_it_is_more_than_ten_steps() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .set("otpPolicyLookAheadWindow", 1)
                    .mailsTo(mailbox)
                    .set("eventsListeners", List.of("email"))
                    .user("alice", RealmBuilder.stockDevice("Red", "secret-red")));
            ADMIN.get("/" + realm + "/mfa-devices");
            drifted(realm, -10);
            String devices = "/" + realm + "/mfa-devices";
            assertEquals(0, ADMIN.get(devices + "?clockOff=true").size());
            Phone slow = Phone.ofKey("secret-red").clockOffBySteps(-11);
            signIn(realm, slow);
            assertEquals(0, ADMIN.get(devices + "?clockOff=true").size());
            try (MovedClock clock = TestServer.moveClock(Duration.ofDays(1).toSeconds())) {
                signIn(realm, slow);
            }
            JsonNode off = ADMIN.get(devices + "?clockOff=true");
            assertEquals(1, off.size());
            assertEquals(-330, off.get(0).get("clockDriftSeconds").asInt());
            assertEquals(1, ADMIN.get(devices + "/report").get("clocksOff").asInt());
            Mailbox.Mail mail = mailbox.await(1).get(0);
            assertTrue(mail.subject().endsWith("the clock of an MFA device is off"), mail.subject());
            assertTrue(mail.text().contains("“Red”"), mail.text());
            assertTrue(mail.text().contains("Clock 6 min slow"), mail.text());
            assertFalse(mail.text().contains("http"), mail.text());
            JsonNode told = ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL");
            assertEquals("drift", told.at("/details/mfa_operation").asText());
            assertEquals("-330", told.at("/details/mfa_clock_drift_seconds").asText());
        }
    }

    @Test
    void stays_as_it_was_measured_where_the_realm_does_not_want_it_followed() {
        String realm = TestServer.create(new RealmBuilder()
                .set("otpPolicyLookAheadWindow", 1)
                .policy("follow-drift", "false")
                .user("alice", RealmBuilder.stockDevice("Red", "secret-red")));
        Phone fast = Phone.ofKey("secret-red").clockOffBySteps(1);
        signIn(realm, fast);
        try (MovedClock clock = TestServer.moveClock(Duration.ofDays(1).toSeconds())) {
            signIn(realm, fast);
        }
        assertEquals(
                0,
                ADMIN.get("/" + realm + "/mfa-devices")
                        .get(0)
                        .get("clockDriftSeconds")
                        .asInt());
    }
}
