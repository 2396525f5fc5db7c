package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.database.StatementLog.Transaction;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.Tokens;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whoever changes devices is answered when the change is on the disk. Keycloak 26.7 lets PostgreSQL answer earlier where
 * Hibernate saw nothing but events and sessions change.
 */
@Tag("postgres")
class DurabilityIT {

    private static final Pattern TABLES =
            Pattern.compile("mfa_\\w+|credential|fed_user_credential", Pattern.CASE_INSENSITIVE);

    private final ServerOnPostgreSql server = ServerOnPostgreSql.get();
    private final AdminApi admin = server.admin();
    private final Phone red = Phone.ofKey("secret-red");
    private final Phone green = Phone.ofKey("secret-green");

    private static RealmBuilder devices() {
        return new RealmBuilder().set("adminEventsEnabled", true).owner("alice").user("carol");
    }

    private String create(RealmBuilder builder) {
        return builder.create(admin);
    }

    private String id(String realm, String name) {
        return admin.deviceId(realm, "alice", name);
    }

    /** Something that changes devices: whatever it has committed to their tables. */
    private void isDurable(Runnable change) {
        assertFalse(changes(change).isEmpty(), "nothing was written");
    }

    private List<Transaction> changes(Runnable change) {
        int before = server.database().log().length();
        change.run();
        List<Transaction> changes = StatementLog.committed(
                        server.database().log().substring(before))
                .stream()
                .filter(transaction -> transaction.changes(TABLES))
                .toList();
        assertEquals(
                List.of(),
                changes.stream()
                        .filter(Transaction::isAsynchronous)
                        .map(Transaction::writes)
                        .toList(),
                "these did not wait for the disk");
        return changes;
    }

    private void signsIn(HttpVisitor visitor, String... fields) {
        visitor.submit(fields);
        assertTrue(visitor.isSignedIn(), visitor.html());
    }

    @Test
    void of_a_sign_in_be_it_the_device_s_first_or_not() {
        String realm = create(devices());
        String device = id(realm, "Red");
        for (int i = 0; i < 2; i++) {
            HttpVisitor alice = server.visitor(realm, "alice", "");
            isDurable(() -> signsIn(alice, "selectedCredentialId", device, "otp", red.next()));
        }
    }

    @Test
    void of_a_sign_in_with_a_counter_s_code() {
        String realm = create(devices().set("otpPolicyType", "hotp"));
        HttpVisitor carol = server.visitor(realm, "carol", "").submit("deviceName", "Key ring");
        Phone phone = carol.phone();
        isDurable(() -> signsIn(carol, "code1", phone.next(), "code2", phone.next()));
        HttpVisitor again = server.visitor(realm, "carol", "");
        isDurable(() -> signsIn(again, "otp", phone.next()));
    }

    @Test
    void of_wrong_codes_where_they_are_written_at_all() {
        String realm = create(devices().passwordOnly().set("bruteForceProtected", true));
        HttpVisitor proof = server.visitor(realm, "alice", "&kc_action=ASSIGN_MFA_DEVICE");
        changes(() -> proof.submit("otp", "000000"));
        assertTrue(proof.html().contains("Invalid authenticator code"), proof.html());
        String signIn = create(devices());
        HttpVisitor alice = server.visitor(signIn, "alice", "");
        changes(() -> alice.submit("selectedCredentialId", id(signIn, "Red"), "otp", "000000"));
        assertTrue(alice.html().contains("Invalid authenticator code"), alice.html());
    }

    @Test
    void of_a_proof() {
        String realm = create(devices().passwordOnly());
        HttpVisitor alice = server.visitor(realm, "alice", "&kc_action=ASSIGN_MFA_DEVICE");
        isDurable(() -> alice.submit("otp", red.next()));
        assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
    }

    @Test
    void of_a_resync_at_sign_in() {
        String realm = create(devices().set("otpPolicyLookAheadWindow", 1));
        Phone slow = red.clockOffBySteps(-80);
        HttpVisitor alice = server.visitor(realm, "alice", "").submit("action", "resync");
        isDurable(() -> signsIn(
                alice,
                "deviceId",
                id(realm, "Red"),
                "code1",
                slow.code(slow.now()),
                "code2",
                slow.code(slow.now() + 1)));
    }

    @Test
    void of_every_change_of_one_s_own_devices() {
        String realm = create(devices());
        HttpVisitor alice = server.visitor(realm, "alice", "&kc_action=MANAGE_MFA_DEVICES")
                .submit("selectedCredentialId", id(realm, "Red"), "otp", red.next());
        String device = id(realm, "Green");

        alice.submit("deviceId", device, "action", "rename");
        isDurable(() -> alice.submit("deviceId", device, "deviceName", "Lime"));
        alice.submit("deviceId", device, "action", "resync");
        isDurable(() -> alice.submit("deviceId", device, "code1", green.next(), "code2", green.next()));
        alice.submit("action", "assign").submit("deviceName", "Blue");
        Phone blue = alice.phone();
        isDurable(() -> alice.submit("code1", blue.next(), "code2", blue.next()));
        alice.submit("deviceId", id(realm, "Blue"), "action", "replace");
        Phone newer = alice.phone();
        isDurable(() -> alice.submit("code1", newer.next(), "code2", newer.next()));
        alice.submit("deviceId", device, "action", "remove");
        isDurable(() -> alice.submit("deviceId", device));
        assertEquals(List.of("Blue", "Red"), admin.deviceNames(realm, "alice"), alice.html());
    }

    @Test
    void of_every_change_by_an_admin() {
        String realm = create(devices());
        String api = "/" + realm + "/mfa-devices";
        JsonNode pending = admin.json(
                "POST", api, Map.of("userId", admin.userId(realm, "carol"), "name", "Phone", "tags", Map.of()));
        Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
        String device = api + "/" + pending.get("id").asText();
        isDurable(() -> admin.post(device + "/enable", Map.of("code1", phone.next(), "code2", phone.next())));
        String own = api + "/" + admin.deviceId(realm, "carol", "Phone");
        isDurable(() -> admin.post(own + "/resync", Map.of("code1", phone.next(), "code2", phone.next())));
        isDurable(() -> admin.put(own, Map.of("name", "Telephone")));
        isDurable(() -> admin.put(own + "/tags", Map.of("site", "Berlin")));
        isDurable(() -> admin.delete(own + "/tags?key=site"));
        isDurable(() -> admin.delete(own));
    }

    @Test
    void of_a_direct_grant() {
        String realm = create(devices().directGrant("mfa-direct-grant"));
        for (int i = 0; i < 2; i++) {
            isDurable(() -> assertEquals(
                    200,
                    Tokens.password(server.url(), realm, "alice", "totp", red.next())
                            .statusCode()));
        }
    }
}
