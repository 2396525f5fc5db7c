package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Answer;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Requests that are right, or nearly, or not at all: every call that {@code docs/openapi.yaml} has.
 * {@code -Dattack.requests} says how many, and {@code -Dattack.seed} which. The ids among them are new in each run.
 */
class FuzzIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final int REQUESTS = Integer.getInteger("attack.requests", 1_500);
    private static final long SEED = Long.getLong("attack.seed", 20_260_704);

    private static String realm;
    private static DeviceApi api;
    private static FuzzValues values;

    @BeforeAll
    static void prepare() {
        realm = TestServer.create(new RealmBuilder()
                .set("bruteForceProtected", true)
                .policy("max-devices", "32")
                .user("alice")
                .user("bob")
                .user("carol@example.org"));
        ADMIN.post(
                "/" + realm + "/clients",
                Map.of("clientId", "robot", "secret", "robot", "serviceAccountsEnabled", true, "publicClient", false));
        String other = TestServer.create(new RealmBuilder().user("stranger"));
        api = DeviceApi.asAdmin(realm);
        List<String> ids = new ArrayList<>(List.of(
                "alice",
                "service-account-robot",
                "service-account-",
                "carol@example.org",
                "nobody@example.org",
                realm,
                ADMIN.get("/" + realm).get("id").asText(),
                ADMIN.userId(realm, "alice"),
                ADMIN.userId(realm, "alice").toUpperCase(),
                ADMIN.userId(realm, "bob"),
                ADMIN.userId(realm, "service-account-robot"),
                ADMIN.userId(other, "stranger"),
                DeviceApi.asAdmin(other).enabled("stranger", "Theirs", Map.of()).id(),
                DeviceApi.asAdmin(other)
                        .create("stranger", "Theirs too", Map.of())
                        .get("id")
                        .asText(),
                api.enabled("alice", "Phone", Map.of("k", "v")).id(),
                api.enabled("alice", "Tablet", Map.of()).id(),
                api.enabled("bob", "Watch", Map.of()).id(),
                api.create("bob", "Pending", Map.of()).get("id").asText()));
        // a storage of users, and what is none
        for (String storage : List.of("legacy-users", "importing-users")) {
            ADMIN.post(
                    "/" + realm + "/components",
                    Map.of(
                            "name", storage,
                            "providerId", storage,
                            "providerType", "org.keycloak.storage.UserStorageProvider"));
        }
        ADMIN.get("/" + realm + "/components").forEach(component -> {
            String id = component.get("id").asText();
            ids.addAll(List.of(id, "f:" + id, "f:" + id + ":", "f:" + id + ":x", "f:" + id + ":legacy-x"));
        });
        values = new FuzzValues(SEED, List.of(ADMIN.userId(realm, "alice"), ADMIN.userId(realm, "bob")), ids);
    }

    @Test
    void bring_no_server_error() {
        List<OpenApi.Call> calls = OpenApi.read().calls();
        Set<String> failed = new HashSet<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            if (i % 100 == 0) {
                // tokens don't live for long
                api = DeviceApi.asAdmin(realm);
            }
            OpenApi.Call call = calls.get(i % calls.size());
            String path = path(call);
            String body = call.body() == null || values.rarely() ? null : body(call.body());
            // Keycloak itself refuses control characters in queries, before it comes to this API
            boolean byKeycloak = path.matches(".*\\?.*%([01].|7F).*");
            String[] headers = !byKeycloak && values.rarely() ? values.header() : new String[0];
            Answer answer = headers.length == 0
                    ? api.send(call.method(), path, body)
                    : api.sendUnchecked(call.method(), path, body, headers);
            statuses.merge(answer.status(), 1, Integer::sum);
            if (answer.status() >= 500) {
                failed.add(call.method() + " " + path + " " + String.join(": ", headers) + " " + body + " answered "
                        + answer.status() + " " + answer.text());
            }
        }
        System.out.printf("%d requests to calls, seed %d, answers by status: %s%n", REQUESTS, SEED, statuses);
        assertEquals(Set.of(), failed);
        // most of them got further than the first look at them
        assertEquals(
                List.of(),
                List.of(200, 201, 204, 400, 404).stream()
                        .filter(s -> !statuses.containsKey(s))
                        .toList());
    }

    private static String path(OpenApi.Call call) {
        StringBuilder path = new StringBuilder(call.path().equals("/") ? "" : call.path());
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : call.parameters()) {
            String name = parameter.get("name").asText();
            if ("path".equals(parameter.get("in").asText())) {
                int at = path.indexOf("{" + name + "}");
                path.replace(at, at + name.length() + 2, values.segment());
            } else if (values.often()) {
                do {
                    query.add(name + "=" + FuzzValues.encode(values.parameter(name, parameter.get("schema"))));
                } while (values.rarely());
            }
        }
        if (values.rarely()) {
            query.add(FuzzValues.encode(values.text()) + "=" + FuzzValues.encode(values.text()));
        }
        return path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    private static String body(JsonNode schema) {
        String body = values.json(schema);
        return values.rarely() ? values.broken(body) : body;
    }

    @Test
    void are_refused_for_what_json_leaves_open() {
        DeviceApi api = DeviceApi.asAdmin(realm);
        String path = "/" + api.enabled("alice", "Target", Map.of()).id();
        api.send("PUT", path, "{\"name\":\"" + "x".repeat(300_000) + "\"}").expect(400, "ValidationError");
        api.send("PUT", path, "[".repeat(100_000)).expect(400, "ValidationError");
        api.send("PUT", path, "{\"name\":\"a\",\"name\":\"b\"}").expect(400, "ValidationError");
        api.send("PUT", path, "{\"name\":\"a\"} x").expect(400, "ValidationError");
        api.send("PUT", path, "{\"name\":5}").expect(400, "ValidationError").saying("name");
        api.send("PUT", path, "{\"name\":true}").expect(400, "ValidationError").saying("name");
        api.send("PUT", path, "{\"name\":[\"a\"]}")
                .expect(400, "ValidationError")
                .saying("name");
        api.send("PUT", path, "{\"name\":null}").expect(400, "ValidationError").saying("name");
        api.send("POST", "", "").expect(400, "ValidationError").saying("body");
        api.send("POST", "", "[]").expect(400, "ValidationError").saying("body: a JSON object");
        api.send("POST", "", "null").expect(400, "ValidationError").saying("body: a JSON object");
        api.send("POST", "", "{\"userId\":5,\"name\":\"x\"}")
                .expect(400, "ValidationError")
                .saying("userId: a text of 1 to 255 characters");
        api.send("POST", "", "{\"userId\":\"x\",\"" + "n".repeat(50) + "\":\"x\"}")
                .expect(400, "ValidationError")
                .saying("n".repeat(40) + "…: unknown field; allowed are userId, name, tags, kind, replaces");
        assertEquals(
                415, api.send("POST", "", "a=b", "Content-Type", "text/plain").status());
    }

    @Test
    void name_users_who_cant_be_there() {
        DeviceApi api = DeviceApi.asAdmin(realm);
        for (String id :
                List.of("f:bob", "f:", "f::", "f:::", "f:x:bob", "F:bob", "%00f:bob", "f:" + "x".repeat(300))) {
            assertEquals(List.of(), id.contains("%00") || id.length() > 255 ? List.of() : api.names("?user=" + id), id);
            Answer created = api.post("", Map.of("userId", id, "name", "x"));
            created.expect(id.length() > 255 ? 400 : 404);
        }
    }
}
