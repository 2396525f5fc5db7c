package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temporary passes and the new beginning, over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassesIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private String realm;
    private DeviceApi api;

    @BeforeAll
    void createRealm() {
        realm = TestServer.create(new RealmBuilder()
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .passwordOnly()
                .owner("alice")
                .user("bob")
                .user("boss")
                .user("viewer"));
        ADMIN.allow(realm, "boss", "manage-users");
        ADMIN.allow(realm, "viewer", "view-users");
        api = DeviceApi.asAdmin(realm);
    }

    private String id(String username) {
        return ADMIN.userId(realm, username);
    }

    private Map<String, Object> request(String username, Object minutes) {
        Map<String, Object> request = new HashMap<>();
        request.put("userId", id(username));
        request.put("minutes", minutes);
        return request;
    }

    @Test
    void a_pass_is_shown_once_listed_without_its_code_and_void_when_it_is_revoked_or_replaced() {
        JsonNode pass = api.post("/passes", request("bob", 60)).expect(201).json();
        assertTrue(pass.get("code").asText().matches("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}"), pass.toString());
        assertEquals("bob", pass.get("username").asText());
        Duration holds = Duration.between(
                Instant.parse(pass.get("createdAt").asText()),
                Instant.parse(pass.get("expiresAt").asText()));
        assertEquals(Duration.ofHours(1), holds);
        String list = "/passes?user=" + id("bob");
        JsonNode listed = api.get(list).expect(200).json();
        assertEquals(1, listed.size());
        assertFalse(listed.get(0).has("code"));
        assertEquals(1, api.get("/report").expect(200).json().get("passes").asInt());
        JsonNode other = api.post("/passes", request("bob", 10)).expect(201).json();
        assertEquals(
                List.of(other.get("id").asText()),
                api.get(list).expect(200).json().findValuesAsText("id"));
        api.delete("/passes/" + pass.get("id").asText()).expect(404, "NoSuchEntity");
        api.delete("/passes/" + other.get("id").asText()).expect(204);
        api.delete("/passes/" + other.get("id").asText()).expect(404, "NoSuchEntity");
        assertEquals(0, api.get(list).expect(200).json().size());
        for (JsonNode event : ADMIN.get("/" + realm + "/admin-events")) {
            for (JsonNode secret : List.of(pass, other)) {
                assertFalse(event.toString().contains(secret.get("code").asText()), event.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "1441", "-1", "0", "1.5", "\"x\"", "null", "[]", "99999999999999"})
    void minutes_are_ten_to_a_day(String minutes) {
        api.post("/passes", "{\"userId\":\"" + id("bob") + "\",\"minutes\":" + minutes + "}")
                .expect(400, "ValidationError");
    }

    @Test
    void what_is_asked_for_is_a_user_and_nothing_else() {
        api.post("/passes", Map.of("userId", "nobody", "minutes", 60)).expect(404, "NoSuchEntity");
        api.post("/passes", Map.of("minutes", 60)).expect(400, "ValidationError");
        api.post("/passes", Map.of("userId", id("bob"), "minutes", 60, "x", 1)).expect(400, "ValidationError");
        api.get("/passes").expect(400, "ValidationError");
        api.get("/passes?user=nobody").expect(404, "NoSuchEntity");
        api.get("/passes?usr=" + id("bob")).expect(400, "ValidationError");
        api.post("/reset", Map.of()).expect(400, "ValidationError");
        api.post("/reset", Map.of("userId", "nobody")).expect(404, "NoSuchEntity");
        api.delete("/passes/" + "x".repeat(300)).expect(404, "NoSuchEntity");
    }

    @Test
    void nobody_gives_one_to_themselves_nor_by_acting_as_another_admin_and_who_may_only_look_gives_none() {
        String boss = token("boss");
        new DeviceApi(realm, boss).post("/passes", request("boss", 60)).expect(403, "AccessDenied");
        new DeviceApi(realm, boss).post("/passes", request("bob", 60)).expect(201);
        DeviceApi viewer = new DeviceApi(realm, token("viewer"));
        JsonNode pass =
                viewer.get("/passes?user=" + id("bob")).expect(200).json().get(0);
        assertEquals(403, viewer.post("/passes", request("bob", 60)).status());
        assertEquals(403, viewer.delete("/passes/" + pass.get("id").asText()).status());
        assertEquals(403, viewer.post("/reset", Map.of("userId", id("bob"))).status());
        DeviceApi nobody = new DeviceApi(realm, token("bob"));
        assertEquals(403, nobody.get("/passes?user=" + id("bob")).status());
        assertEquals(403, nobody.post("/passes", Map.of()).status());
        assertEquals(403, nobody.delete("/passes/" + pass.get("id").asText()).status());
    }

    private String token(String username) {
        return DeviceApi.token(realm, "client_id", "admin-cli", "username", username, "password", username);
    }

    @Test
    void a_pass_of_another_realm_is_not_there() {
        String other = TestServer.create(new RealmBuilder().user("carol"));
        JsonNode pass = DeviceApi.asAdmin(other)
                .post("/passes", Map.of("userId", ADMIN.userId(other, "carol"), "minutes", 60))
                .expect(201)
                .json();
        api.delete("/passes/" + pass.get("id").asText()).expect(404, "NoSuchEntity");
        assertEquals(
                1,
                DeviceApi.asAdmin(other)
                        .get("/passes?user=" + ADMIN.userId(other, "carol"))
                        .expect(200)
                        .json()
                        .size());
    }

    @Test
    void a_reset_takes_all_that_signs_in_in_the_place_of_a_password_s_second_half() {
        api.post("/passes", request("alice", 60)).expect(201);
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").isSignedIn();
            String user = "/" + realm + "/users/" + id("alice");
            assertEquals(1, ADMIN.get(user + "/sessions").size());
            api.post("/reset", Map.of("userId", id("alice"))).expect(204);
            assertEquals(List.of(), ADMIN.deviceNames(realm, "alice"));
            assertEquals(
                    0, api.get("/passes?user=" + id("alice")).expect(200).json().size());
            assertEquals(0, ADMIN.get(user + "/sessions").size());
            alice.open().password("alice").sees("kc-mfa-name-form");
        }
        JsonNode event = ADMIN.lastEvent(realm, "REMOVE_CREDENTIAL");
        assertEquals("reset", event.at("/details/mfa_operation").asText());
        assertEquals("admin", event.at("/details/mfa_by").asText());
        assertTrue(ADMIN.get("/" + realm + "/admin-events")
                .findValuesAsText("resourcePath")
                .contains("mfa-devices/reset"));
        // once more, where there is nothing left
        api.post("/reset", Map.of("userId", id("alice"))).expect(204);
    }

    @Test
    void nothing_is_left_of_a_user_or_realm_that_is_deleted() {
        String other = TestServer.create(new RealmBuilder().owner("erin").owner("frank"));
        String realmId = ADMIN.get("/" + other).get("id").asText();
        DeviceApi others = DeviceApi.asAdmin(other);
        for (String user : List.of("erin", "frank")) {
            others.post("/passes", Map.of("userId", ADMIN.userId(other, user), "minutes", 60))
                    .expect(201);
            others.delete("/" + ADMIN.deviceId(other, user, "Red")).expect(204);
        }
        assertEquals(List.of("2", "4"), left(realmId));
        ADMIN.delete("/" + other + "/users/" + ADMIN.userId(other, "erin"));
        assertEquals(List.of("1", "2"), left(realmId));
        ADMIN.delete("/" + other);
        assertEquals(List.of("0", "0"), left(realmId));
    }

    private static List<String> left(String realmId) {
        return Stream.of("MFA_PASS", "MFA_QUARANTINE")
                .map(table -> new HttpVisitor("master")
                        .text("/realms/master/mfa-rows/count?realm=" + realmId + "&table=" + table))
                .toList();
    }
}
