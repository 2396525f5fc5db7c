package io.iammfa.keycloak.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.Metrics;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What somebody sees who watches a server by Prometheus. */
@Tag("older")
class MetricsIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static final String SIGN_INS = "keycloak_mfa_sign_ins_total";
    private static final String ASSIGNED = "keycloak_mfa_assigned_total";
    private static final String RESYNCS = "keycloak_mfa_resyncs_total";
    private static final String USERS = "keycloak_mfa_users";
    private static final String DRIFT_COUNT = "keycloak_mfa_drift_steps_count";
    private static final String DRIFT_SUM = "keycloak_mfa_drift_steps_sum";

    private static RealmBuilder users() {
        return new RealmBuilder().owner("alice").user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"));
    }

    private static Metrics create(RealmBuilder builder) {
        return new Metrics(TestServer.get(), TestServer.create(builder));
    }

    private static HttpVisitor withPassword(Metrics metrics, String user) {
        return new HttpVisitor(metrics.realm()).open("").password(user);
    }

    private static void assertSignIns(Metrics metrics, int number, String kind, String outcome) {
        assertEquals(number, metrics.sum(SIGN_INS, "kind", kind, "outcome", outcome), metrics.text());
    }

    @Test
    void right_and_wrong_codes_of_an_app_are_counted_with_how_far_its_clock_was_off() {
        Metrics metrics = create(users());
        Phone bob = Phone.ofKey("secret-bob");
        HttpVisitor visitor = withPassword(metrics, "bob");
        assertFalse(metrics.has(SIGN_INS));
        visitor.submit("otp", "000000");
        visitor.submit("otp", bob.code(bob.now() - 3));
        assertTrue(visitor.isSignedIn(), visitor.html());
        assertSignIns(metrics, 1, "totp", "refused");
        assertSignIns(metrics, 1, "totp", "accepted");
        assertEquals(2, metrics.sum(SIGN_INS));
        assertEquals(1, metrics.sum(DRIFT_COUNT, "kind", "totp", "clock", "slow"));
        double off = metrics.sum(DRIFT_SUM, "clock", "slow");
        // the server may be in the next step by now
        assertTrue(off == 3 || off == 4, metrics.text());
        assertEquals(0, metrics.sum("keycloak_mfa_drift_steps_bucket", "le", "2.0"));
        assertEquals(1, metrics.sum("keycloak_mfa_drift_steps_bucket", "le", "5.0"));
    }

    @Test
    void of_many_sign_ins_with_one_code_one_is_counted_as_accepted() throws Exception {
        Metrics metrics = create(users());
        String code = Phone.ofKey("secret-bob").next();
        List<HttpVisitor> visitors =
                List.of(withPassword(metrics, "bob"), withPassword(metrics, "bob"), withPassword(metrics, "bob"));
        AtOnce.each(visitors, visitor -> visitor.submit("otp", code));
        assertEquals(1, visitors.stream().filter(HttpVisitor::isSignedIn).count());
        assertSignIns(metrics, 1, "totp", "accepted");
        assertSignIns(metrics, 2, "totp", "refused");
    }

    @Test
    void direct_grants_are_counted_too_and_keycloak_s_own_step_for_codes() {
        for (String step : List.of("mfa-direct-grant", "direct-grant-validate-otp")) {
            Metrics metrics = create(users().directGrant(step));
            Phone bob = Phone.ofKey("secret-bob");
            String url = TestServer.get().url();
            assertEquals(
                    200,
                    Tokens.password(url, metrics.realm(), "bob", "totp", bob.next())
                            .statusCode());
            assertTrue(Tokens.password(url, metrics.realm(), "bob", "totp", "000000")
                            .statusCode()
                    >= 400);
            assertSignIns(metrics, 1, "totp", "accepted");
            assertSignIns(metrics, 1, "totp", "refused");
            assertEquals(2, metrics.sum(SIGN_INS), step);
        }
    }

    @Test
    void who_is_locked_out_is_counted_apart_without_a_kind() {
        Metrics metrics = create(users().lockedAfter(2));
        HttpVisitor bob = withPassword(metrics, "bob");
        for (int i = 1; i <= 2; i++) {
            bob.submit("otp", "000000");
            ADMIN.countsFailures(metrics.realm(), "bob", i);
        }
        bob.submit("otp", Phone.ofKey("secret-bob").next());
        assertFalse(bob.isSignedIn());
        assertSignIns(metrics, 2, "totp", "refused");
        assertSignIns(metrics, 1, "unknown", "locked");
    }

    @Test
    void a_temporary_pass_is_a_kind_of_its_own_and_the_new_device_is_counted() {
        Metrics metrics = create(users());
        String pass = ADMIN.pass(metrics.realm(), "bob").get("code").asText();
        HttpVisitor bob = withPassword(metrics, "bob").submit("otp", pass);
        assertSignIns(metrics, 1, "pass", "accepted");
        assertEquals(0, metrics.sum(ASSIGNED));
        bob.submit("deviceName", "Blue");
        Phone blue = bob.phone();
        bob.submit("code1", "000000", "code2", "111111", "action", "add");
        assertEquals(0, metrics.sum(ASSIGNED));
        bob.submit("code1", blue.next(), "code2", blue.next(), "action", "add");
        assertTrue(bob.isSignedIn(), bob.html());
        assertEquals(1, metrics.sum(ASSIGNED, "kind", "totp"));
        assertEquals(1, metrics.sum(ASSIGNED));
    }

    @Test
    void what_admins_assign_is_counted_like_what_users_do() {
        Metrics metrics = create(users());
        String devices = "/" + metrics.realm() + "/mfa-devices";
        JsonNode pending =
                ADMIN.json("POST", devices, Map.of("userId", ADMIN.userId(metrics.realm(), "bob"), "name", "Blue"));
        Phone blue = Phone.ofUri(pending.get("otpauthUri").asText());
        ADMIN.post(
                devices + "/" + pending.get("id").asText() + "/enable",
                Map.of("code1", blue.next(), "code2", blue.next()));
        assertEquals(1, metrics.sum(ASSIGNED, "kind", "totp"));
    }

    @Test
    void a_resync_is_counted_by_its_outcome_with_how_far_the_clock_was_off_and_signs_in() {
        Metrics metrics = create(users().set("otpPolicyLookAheadWindow", 1));
        Phone fast = Phone.ofKey("secret-bob").clockOffBySteps(80);
        String id = ADMIN.deviceId(metrics.realm(), "bob", "Bob’s");
        HttpVisitor bob = withPassword(metrics, "bob");
        bob.submit("otp", "000000");
        bob.submit("action", "resync");
        long now = fast.now();
        bob.submit("deviceId", id, "code1", fast.code(now), "code2", fast.code(now + 2));
        assertEquals(1, metrics.sum(RESYNCS, "outcome", "refused"));
        bob.submit("deviceId", id, "code1", fast.code(now), "code2", fast.code(now + 1));
        assertTrue(bob.isSignedIn(), bob.html());
        assertEquals(1, metrics.sum(RESYNCS, "outcome", "accepted"));
        assertEquals(2, metrics.sum(RESYNCS));
        assertSignIns(metrics, 2, "totp", "refused");
        assertSignIns(metrics, 1, "totp", "accepted");
        assertEquals(1, metrics.sum(DRIFT_COUNT, "clock", "fast"));
        double off = metrics.sum(DRIFT_SUM, "clock", "fast");
        assertTrue(off == 80 || off == 81, metrics.text());
    }

    @Test
    void a_resync_by_an_admin_is_counted_whether_it_is_accepted_or_not() {
        Metrics metrics = create(users());
        Phone bob = Phone.ofKey("secret-bob");
        String resync =
                "/" + metrics.realm() + "/mfa-devices/" + ADMIN.deviceId(metrics.realm(), "bob", "Bob’s") + "/resync";
        assertEquals(
                400,
                ADMIN.send("POST", resync, Map.of("code1", "000000", "code2", "111111"))
                        .statusCode());
        ADMIN.post(resync, Map.of("code1", bob.next(), "code2", bob.next()));
        assertEquals(1, metrics.sum(RESYNCS, "outcome", "refused"));
        assertEquals(1, metrics.sum(RESYNCS, "outcome", "accepted"));
        assertFalse(metrics.has(SIGN_INS));
    }

    @Test
    void a_realm_that_did_not_opt_in_is_left_out() {
        Metrics metrics = create(users().notOptedIn().secondFactor("auth-otp-form", "REQUIRED"));
        HttpVisitor bob = withPassword(metrics, "bob")
                .submit("otp", Phone.ofKey("secret-bob").next());
        assertTrue(bob.isSignedIn(), bob.html());
        assertFalse(metrics.has(SIGN_INS));
        assertFalse(metrics.has(DRIFT_COUNT));
    }

    @Test
    void no_label_has_a_value_that_users_or_clients_choose() {
        Metrics metrics = create(users());
        withPassword(metrics, "alice")
                .submit("otp", "000000", "selectedCredentialId", "no-such-device")
                .submit("otp", Phone.ofKey("secret-red").next(), "selectedCredentialId", "");
        List<String> lines = metrics.text()
                .lines()
                .filter(line -> line.startsWith("keycloak_mfa_"))
                .toList();
        assertFalse(lines.isEmpty());
        lines.forEach(line -> assertTrue(
                line.matches("\\w+\\{((realm|le)=\"[^\"]+\",?|(kind|outcome|clock|state)=\"[a-z-]+\",?)+} \\S+"),
                line));
    }

    @Test
    void users_are_counted_by_state_once_in_a_while_and_a_realm_that_is_gone_is_gone() {
        KeycloakServer server = TestServer.get()
                .sibling("counting", TestServer.PORT + 8, "--spi-events-listener--mfa-metrics--users-interval=2")
                .start();
        try {
            AdminApi admin = new AdminApi(server.url());
            Metrics metrics =
                    new Metrics(server, users().user("carol").user("dave").create(admin));
            Metrics other = new Metrics(server, users().notOptedIn().create(admin));
            metrics.await(2, USERS, "state", "none");
            assertEquals(1, metrics.sum(USERS, "state", "one"));
            assertEquals(1, metrics.sum(USERS, "state", "more"));
            assertEquals(4, metrics.sum(USERS));
            assertFalse(other.has(USERS));
            String devices = "/" + metrics.realm() + "/mfa-devices/";
            admin.delete(devices + admin.deviceId(metrics.realm(), "bob", "Bob’s"));
            metrics.await(3, USERS, "state", "none");
            assertEquals(0, metrics.sum(USERS, "state", "one"));
            admin.delete("/" + metrics.realm());
            metrics.awaitNone(USERS);
            assertFalse(server.logText().contains("could not be counted"), server.logText());
        } finally {
            server.stop();
        }
    }
}
