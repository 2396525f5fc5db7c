package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iammfa.keycloak.admin.DeviceApi.Enabled;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Vault;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Seeds that are stored under a key of Keycloak's vault. */
@Tag("database")
class SeedsIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final String CONFIG = "/authentication/required-actions/ASSIGN_MFA_DEVICE";

    /** A seed from before, which is not even base32. */
    private final String old = "clear-" + System.nanoTime();

    private String realm;
    private DeviceApi api;
    private TokenApi tokens;

    @BeforeEach
    void createRealm() {
        realm = TestServer.create(new RealmBuilder()
                .directGrant("mfa-direct-grant")
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .user("alice", RealmBuilder.stockDevice("Old", old))
                .user("bob")
                .user("carol"));
        api = DeviceApi.asAdmin(realm);
        tokens = TokenApi.asAdmin(TestServer.get().url(), realm);
    }

    private HttpResponse<String> seedKey(String keyId) {
        return ADMIN.send("PUT", "/" + realm + CONFIG + "/config", Map.of("config", Map.of("seed-key", keyId)));
    }

    private void useKey(String keyId) {
        assertEquals(204, seedKey(keyId).statusCode());
    }

    private boolean signsIn(String user, Phone phone) {
        return Tokens.password(TestServer.get().url(), realm, user, "totp", phone.next())
                        .statusCode()
                == 200;
    }

    /** Devices, tokens and changes under a key, or in clear under the empty one. */
    private String stored(String keyId) {
        for (JsonNode key : api.get("/seeds").expect(200).json().get("stored")) {
            if (key.path("key").asText("").equals(keyId)) {
                return key.get("devices").asInt() + " " + key.get("tokens").asInt() + " "
                        + key.get("changes").asInt();
            }
        }
        return "0 0 0";
    }

    private JsonNode renew(String action) {
        api.post("/seeds", Map.of("action", action)).expect(202);
        return ended();
    }

    private JsonNode ended() {
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        JsonNode renewal;
        do {
            renewal = api.get("/seeds").expect(200).json().get("renewal");
            assertTrue(Instant.now().isBefore(end), "the renewal goes on and on");
        } while (renewal == null || renewal.get("state").asText().equals("running"));
        assertEquals("done", renewal.get("state").asText());
        return renewal;
    }

    @Test
    void from_clear_text_to_a_key_and_to_another_and_back_while_everybody_signs_in() {
        Enabled phone = api.enabled("alice", "Phone", Map.of());
        Enabled removed = api.enabled("bob", "Removed", Map.of());
        api.delete("/" + removed.id()).expect(204);
        HardwareToken token = HardwareToken.of("S-" + System.nanoTime());
        tokens.csv("", HardwareToken.ENTRA + "\n" + token.entra("") + "\n");
        List<String> secrets =
                List.of(phone.phone().parameter("secret"), removed.phone().parameter("secret"), token.base32(), old);
        assertEquals("2 1 1", stored(""));
        assertTrue(TestServer.dump().contains(phone.phone().parameter("secret")));

        Vault.newKey(realm, "k1");
        useKey("k1");
        Enabled sealed = api.enabled("carol", "Sealed", Map.of());
        assertEquals("1 0 0", stored("k1"));
        assertEquals("2 1 1", stored(""));
        assertEquals(4, renew("encrypt").get("renewed").asInt());
        assertEquals("3 1 1", stored("k1"));
        assertEquals("0 0 0", stored(""));
        String dump = TestServer.dump();
        for (String secret : secrets) {
            assertFalse(dump.contains(secret), secret);
        }
        assertFalse(dump.contains(sealed.phone().parameter("secret")));
        assertTrue(signsIn("alice", phone.phone()));
        assertTrue(signsIn("carol", sealed.phone()));

        Vault.newKey(realm, "k2");
        useKey("k2");
        assertTrue(signsIn("alice", phone.phone()), "under the key from before");
        assertEquals(5, renew("encrypt").get("renewed").asInt());
        assertEquals("3 1 1", stored("k2"));
        Vault.take(realm, "k1");
        assertTrue(signsIn("alice", phone.phone()));
        Phone display = token.display();
        JsonNode activated = TokenApi.json(tokens.send(
                "POST",
                "/" + token.serial() + "/activate",
                Map.of(
                        "userId", ADMIN.userId(realm, "bob"),
                        "name", "Token",
                        "code1", display.next(),
                        "code2", display.next())));
        assertEquals(token.serial(), activated.get("serialNumber").asText());
        assertTrue(signsIn("bob", display));
        assertEquals("4 1 1", stored("k2"));

        api.post("/seeds", Map.of("action", "decrypt")).expect(400, "ValidationError");
        useKey("");
        api.post("/seeds", Map.of("action", "encrypt")).expect(400, "ValidationError");
        assertEquals(6, renew("decrypt").get("renewed").asInt());
        assertEquals("4 1 1", stored(""));
        Vault.take(realm, "k2");
        assertTrue(signsIn("alice", phone.phone()));
        assertTrue(signsIn("carol", sealed.phone()));
        assertTrue(signsIn("bob", display));
        JsonNode events = ADMIN.get("/" + realm + "/admin-events?resourcePath=mfa-devices/seeds");
        assertEquals(3, events.size(), events.toString());
    }

    @Test
    void without_its_key_nothing_is_accepted_nothing_is_stored_in_clear_and_the_log_says_which_is_missing() {
        Vault.newKey(realm, "k1");
        useKey("k1");
        Enabled phone = api.enabled("bob", "Phone", Map.of());
        HardwareToken token = HardwareToken.of("M-" + System.nanoTime());
        tokens.csv("", HardwareToken.ENTRA + "\n" + token.entra("") + "\n");
        JsonNode pending = api.create("carol", "New", Map.of());
        Phone another = Phone.ofUri(pending.get("otpauthUri").asText());
        HttpVisitor wizard = new HttpVisitor(realm).open("").password("carol").submit("deviceName", "Mine");
        assertTrue(wizard.html().contains("kc-mfa-codes-form"), wizard.html());
        String key = Vault.take(realm, "k1");
        assertFalse(signsIn("bob", phone.phone()));
        assertTrue(TestServer.get()
                .logText()
                .contains("the seed of " + phone.id() + " can't be read: the vault has no usable mfa-seed-k1"));
        String[] codes = {another.next(), another.next()};
        api.enable(pending, codes[0], codes[1]).expect(503, "ServiceFailure");
        api.get("/" + pending.get("id").asText()).expect(503, "ServiceFailure");
        api.delete("/" + pending.get("id").asText()).expect(503, "ServiceFailure");
        api.post("", Map.of("userId", ADMIN.userId(realm, "carol"), "name", "Newer"))
                .expect(503, "ServiceFailure");
        wizard.submit("code1", codes[0], "code2", codes[1], "action", "add");
        assertEquals(503, wizard.status());
        HttpVisitor begun = new HttpVisitor(realm).open("").password("carol").submit("deviceName", "Mine");
        assertEquals(503, begun.status());
        assertEquals(List.of(), ADMIN.deviceNames(realm, "carol"));
        HardwareToken other = HardwareToken.of("N-" + System.nanoTime());
        for (String line : List.of(token.entra(""), other.entra(""))) {
            assertEquals(
                    503,
                    tokens.csv("", HardwareToken.ENTRA + "\n" + line + "\n").statusCode());
        }
        assertEquals(404, tokens.send("GET", "/" + other.serial(), null).statusCode());
        assertFalse(api.get("/seeds").json().at("/stored/1/readable").asBoolean(true));
        api.post("/seeds", Map.of("action", "encrypt")).expect(400, "ValidationError");
        Vault.write(realm, "k1", key);
        assertTrue(signsIn("bob", phone.phone()));
        api.enable(pending, codes[0], codes[1]).expect(200);
    }

    @Test
    void a_policy_can_name_none_but_a_key_that_seals() {
        for (String unusable : List.of("nowhere", "K1", "../k1", "k 1")) {
            HttpResponse<String> refused = seedKey(unusable);
            assertEquals(400, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("mfaSettingSeedKeyMissing"), refused.body());
        }
        Vault.write(realm, "short", "c2hvcnQ=");
        assertEquals(400, seedKey("short").statusCode());
        Vault.write(realm, "odd", "not base64 at all");
        assertEquals(400, seedKey("odd").statusCode());
    }

    /** Keycloak has a second call for the settings, at which nothing is validated. */
    @Test
    void a_key_that_came_past_the_checks_seals_nothing_and_asks_the_database_nothing() {
        Enabled phone = api.enabled("bob", "Phone", Map.of());
        JsonNode pending = api.create("carol", "New", Map.of());
        Phone another = Phone.ofUri(pending.get("otpauthUri").asText());
        for (String keyId : List.of("K1", "' or '1' = '1", "k1%' or c.id like '")) {
            ObjectNode action = (ObjectNode) ADMIN.get("/" + realm + CONFIG);
            action.putObject("config").put("seed-key", keyId);
            ADMIN.put("/" + realm + CONFIG, action);
            api.post("/seeds", Map.of("action", "encrypt")).expect(400, "ValidationError");
            api.enable(pending, another.next(), another.next()).expect(503, "ServiceFailure");
        }
        assertTrue(signsIn("bob", phone.phone()));
    }

    @Test
    void a_credential_that_nobody_can_read_holds_up_none_of_the_others() {
        ADMIN.post(
                "/" + realm + "/users",
                RealmBuilder.person(
                        "dave",
                        Map.of(
                                "type",
                                "otp",
                                "userLabel",
                                "Odd",
                                "secretData",
                                "{}",
                                "credentialData",
                                "{\"subType\":\"totp\"}")));
        Enabled phone = api.enabled("bob", "Phone", Map.of());
        Vault.newKey(realm, "k1");
        useKey("k1");
        JsonNode renewal = renew("encrypt");
        assertEquals(2, renewal.get("renewed").asInt(), renewal.toString());
        assertEquals(1, renewal.get("unreadable").asInt(), renewal.toString());
        assertTrue(signsIn("bob", phone.phone()));
    }

    @Test
    void who_may_not_change_the_realm_is_told_nothing() {
        realm = TestServer.create(new RealmBuilder().passwordOnly().user("viewer"));
        api = DeviceApi.asAdmin(realm);
        ADMIN.allow(realm, "viewer", "view-users", "manage-users");
        DeviceApi viewer = new DeviceApi(
                realm, DeviceApi.token(realm, "client_id", "app", "username", "viewer", "password", "viewer"));
        viewer.get("/seeds").expect(403);
        viewer.post("/seeds", Map.of("action", "encrypt")).expect(403);
        new DeviceApi(realm, null).get("/seeds").expect(401);
        for (String body :
                List.of("{}", "{\"action\":\"\"}", "{\"action\":1}", "[]", "{\"action\":\"encrypt\",\"x\":1}")) {
            api.post("/seeds", body).expect(400, "ValidationError");
        }
    }

    @Test
    void a_realm_that_opts_out_still_knows_its_sealed_devices() {
        Vault.newKey(realm, "k1");
        useKey("k1");
        Enabled phone = api.enabled("bob", "Phone", Map.of());
        ADMIN.put("/" + realm + CONFIG, ((ObjectNode) ADMIN.get("/" + realm + CONFIG)).put("enabled", false));
        ADMIN.put("/" + realm, Map.of("directGrantFlow", "direct grant"));
        assertTrue(signsIn("bob", phone.phone()));
        String used = phone.phone().again();
        assertTrue(Tokens.password(TestServer.get().url(), realm, "bob", "totp", used)
                        .statusCode()
                >= 400);
    }

    @Test
    void keys_change_under_sign_ins_and_nobody_notices() throws Exception {
        Vault.newKey(realm, "k1");
        Vault.newKey(realm, "k2");
        useKey("k1");
        List<String> users = List.of("alice", "bob", "carol");
        AtomicBoolean goOn = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(users.size());
        try {
            List<Future<Integer>> signIns = users.stream()
                    .map(user -> {
                        Phone phone = api.enabled(user, "Busy", Map.of()).phone();
                        return threads.submit((Callable<Integer>) () -> {
                            int refused = 0;
                            for (int i = 0; goOn.get() && i < 8; i++) {
                                refused += signsIn(user, phone) ? 0 : 1;
                            }
                            return refused;
                        });
                    })
                    .toList();
            for (int round = 0; round < 4; round++) {
                useKey(round % 2 == 0 ? "k2" : "k1");
                renew("encrypt");
            }
            goOn.set(false);
            for (Future<Integer> refused : signIns) {
                assertEquals(0, refused.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals("4 0 0", stored("k1"));
    }

    /** The next run begins within the same moments, so that what is told of one and the other could be mixed. */
    @Test
    void while_runs_end_and_begin_nobody_is_told_that_one_was_cut_short() throws Exception {
        Vault.newKey(realm, "k1");
        useKey("k1");
        renew("encrypt");
        AtomicBoolean goOn = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = Stream.generate(() -> threads.submit((Callable<Integer>) () -> {
                        int wrong = 0;
                        while (goOn.get()) {
                            JsonNode renewal =
                                    api.get("/seeds").expect(200).json().get("renewal");
                            wrong += renewal.get("state").asText().equals("failed") ? 1 : 0;
                        }
                        return wrong;
                    }))
                    .limit(3)
                    .toList();
            for (int run = 0; run < 150; run++) {
                assertEquals(0, renew("encrypt").get("renewed").asInt());
            }
            goOn.set(false);
            for (Future<Integer> wrong : readers) {
                assertEquals(0, wrong.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
