package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Answer;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what: Alice is in the group that one of the callers may manage, Bob is not. */
class RightsIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final Map<String, String> TOKENS = new HashMap<>();
    private static String realm;
    private static String aliceDevice;
    private static String bobDevice;

    @BeforeAll
    static void prepare() {
        realm = TestServer.create(new RealmBuilder()
                .set("adminPermissionsEnabled", true)
                .user("alice")
                .user("bob")
                .user("realm-admin")
                .user("view-users")
                .user("manage-users")
                .user("query-users")
                .user("group-admin")
                .user("group-viewer")
                .user("nobody"));
        for (String role : List.of("realm-admin", "view-users", "manage-users", "query-users")) {
            grant(role, ADMIN.userId(realm, role));
        }
        grant("query-users", ADMIN.userId(realm, "group-admin"));
        grant("query-users", ADMIN.userId(realm, "group-viewer"));
        permit();
        for (String user : List.of(
                "realm-admin", "view-users", "manage-users", "query-users", "group-admin", "group-viewer", "nobody")) {
            TOKENS.put(user, DeviceApi.token(realm, "client_id", "app", "username", user, "password", user));
        }
        ADMIN.post(
                "/" + realm + "/clients",
                Map.of("clientId", "robot", "secret", "robot", "serviceAccountsEnabled", true, "publicClient", false));
        grant("manage-users", ADMIN.userId(realm, "service-account-robot"));
        TOKENS.put("robot", DeviceApi.token(realm, "client_id", "robot", "client_secret", "robot"));
        String other = TestServer.create(new RealmBuilder().user("stranger"));
        String management = client(other, "realm-management");
        ADMIN.post(
                "/" + other + "/users/" + ADMIN.userId(other, "stranger") + "/role-mappings/clients/" + management,
                List.of(ADMIN.get("/" + other + "/clients/" + management + "/roles/realm-admin")));
        TOKENS.put(
                "stranger", DeviceApi.token(other, "client_id", "app", "username", "stranger", "password", "stranger"));
        DeviceApi api = DeviceApi.asAdmin(realm);
        aliceDevice = api.enabled("alice", "Alice’s", Map.of()).id();
        bobDevice = api.enabled("bob", "Bob’s", Map.of()).id();
    }

    private static String client(String of, String clientId) {
        return ADMIN.get("/" + of + "/clients?clientId=" + clientId)
                .get(0)
                .get("id")
                .asText();
    }

    private static void grant(String role, String userId) {
        String management = client(realm, "realm-management");
        ADMIN.post(
                "/" + realm + "/users/" + userId + "/role-mappings/clients/" + management,
                List.of(ADMIN.get("/" + realm + "/clients/" + management + "/roles/" + role)));
    }

    /** Fine-grained admin permissions on the members of one group. */
    private static void permit() {
        String group = ADMIN.group(realm, "staff", "alice");
        ADMIN.permit(realm, group, "view-members", List.of("group-admin", "group-viewer"));
        ADMIN.permit(realm, group, "manage-members", List.of("group-admin"));
    }

    /**
     * The columns: the caller, whose devices a list has, then the status of reading Alice’s and Bob’s device and one that
     * is not there, of changing Alice’s and Bob’s, and of the report.
     */
    @ParameterizedTest
    @CsvSource({
        "realm-admin,  alice bob, 200, 200, 404, 200, 200, 200",
        "view-users,   alice bob, 200, 200, 404, 403, 403, 200",
        "manage-users, alice bob, 200, 200, 404, 200, 200, 200",
        "robot,        alice bob, 200, 200, 404, 200, 200, 200",
        "query-users,  -,         403, 403, 404, 403, 403, 403",
        "group-admin,  alice,     200, 403, 404, 200, 403, 403",
        "group-viewer, alice,     200, 403, 404, 403, 403, 403",
        "nobody,       403,       403, 403, 403, 403, 403, 403",
        "stranger,     403,       403, 403, 403, 403, 403, 403",
        "no token,     401,       401, 401, 401, 401, 401, 401",
        "bad token,    401,       401, 401, 401, 401, 401, 401"
    })
    void decide_what_a_caller_sees_and_does(
            String caller, String listed, int alice, int bob, int unknown, int changeAlice, int changeBob, int report) {
        DeviceApi api = new DeviceApi(realm, "bad token".equals(caller) ? "rubbish" : TOKENS.get(caller));
        Answer list = api.get("");
        if (listed.matches("\\d+")) {
            list.expect(Integer.parseInt(listed));
        } else {
            Set<String> owners = new TreeSet<>();
            list.expect(200)
                    .json()
                    .forEach(device -> owners.add(device.get("username").asText()));
            assertEquals("-".equals(listed) ? Set.of() : Set.of(listed.split(" ")), owners);
            Set<String> paged = new TreeSet<>();
            for (int first = 0; first < 3; first++) {
                api.get("?max=1&first=" + first)
                        .expect(200)
                        .json()
                        .forEach(device -> paged.add(device.get("username").asText()));
            }
            assertEquals(owners, paged);
        }
        api.get("/" + aliceDevice).expect(alice);
        api.get("/" + bobDevice).expect(bob);
        api.get("/" + aliceDevice + "/tags").expect(alice);
        api.get("/" + bobDevice + "/tags").expect(bob);
        api.get("/unknown").expect(unknown);
        change(api, "alice", aliceDevice, changeAlice);
        change(api, "bob", bobDevice, changeBob);
        api.get("/report").expect(report);
        api.get("/report", "Accept", "text/csv").expect(report);
        api.get("/state").expect(report);
        restore(api, aliceDevice).expect(changeAlice);
        restore(api, bobDevice).expect(changeBob);
        restore(api, aliceDevice, bobDevice).expect(changeBob);
        usersWithout(api, list.status(), report == 200);
    }

    private static Answer restore(DeviceApi api, String... devices) {
        return api.post(
                "/state",
                Stream.of(devices)
                        .map(id -> Map.of(
                                "userId",
                                DeviceApi.asAdmin(realm).get("/" + id).json().get("userId"),
                                "id",
                                id))
                        .toList());
    }

    /** Every call that changes something; where it may, in a way that leaves the device as it was. */
    private static void change(DeviceApi api, String user, String device, int expected) {
        boolean may = expected == 200;
        JsonNode before = DeviceApi.asAdmin(realm).get("/" + device).json();
        Map<String, Object> rename = Map.of("name", before.get("name").asText());
        api.put("/" + device, rename).expect(expected);
        api.put("/" + device + "/tags", Map.of("k", "v")).expect(expected);
        api.delete("/" + device + "/tags?key=k").expect(expected);
        api.post("/" + device + "/resync", DeviceApi.codes("000000", "000000")).expect(may ? 400 : expected);
        api.post("/" + device + "/enable", DeviceApi.codes("000000", "000001")).expect(may ? 409 : expected);
        Map<String, String> create = Map.of("userId", before.get("userId").asText(), "name", "New");
        Answer created = api.post("", create).expect(may ? 201 : expected);
        if (may) {
            api.delete("/" + created.json().get("id").asText()).expect(204);
        } else {
            JsonNode pending = DeviceApi.asAdmin(realm).create(user, "Pending", Map.of());
            String path = "/" + pending.get("id").asText();
            api.post(path + "/enable", DeviceApi.codes("000000", "000001")).expect(expected);
            api.delete(path).expect(expected);
            api.delete("/" + device).expect(expected);
            DeviceApi.asAdmin(realm).delete(path).expect(204);
        }
        // a request that is wrong tells a caller without rights no more than a right one
        api.post("", "{").expect(may || api.get("").status() == 200 ? 400 : expected);
    }

    private static void usersWithout(DeviceApi api, int status, boolean all) {
        Answer without = api.get("/users-without").expect(status);
        if (status == 200 && !all) {
            // Alice alone is visible to some of these, and she has a device
            assertEquals(0, without.json().size());
        }
    }

    @Test
    void an_expired_token_is_refused() {
        Map<String, Object> app = AdminApi.JSON.convertValue(
                ADMIN.get("/" + realm + "/clients/" + client(realm, "app")), new TypeReference<>() {});
        app.put("attributes", Map.of("access.token.lifespan", "1"));
        ADMIN.put("/" + realm + "/clients/" + client(realm, "app"), app);
        DeviceApi api = new DeviceApi(
                realm,
                DeviceApi.token(realm, "client_id", "app", "username", "realm-admin", "password", "realm-admin"));
        List<Integer> statuses = new ArrayList<>();
        do {
            statuses.add(api.get("").status());
        } while (statuses.get(statuses.size() - 1) == 200 && statuses.size() < 10_000);
        assertEquals(401, statuses.get(statuses.size() - 1));
        app.put("attributes", Map.of());
        ADMIN.put("/" + realm + "/clients/" + client(realm, "app"), app);
    }
}
