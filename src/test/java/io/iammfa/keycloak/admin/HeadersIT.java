package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.admin.DeviceApi.Answer;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the headers of requests and answers do. */
class HeadersIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final String REALM = TestServer.create(new RealmBuilder());
    private static final String ORIGIN = "https://app.example.org";

    /** Calls with a body that fits, by method and path. */
    private static Map<String, String> calls(String device, String user) {
        Map<String, String> calls = new LinkedHashMap<>();
        calls.put("GET ", null);
        calls.put("GET /report", null);
        calls.put("GET /users-without", null);
        calls.put("GET /" + device, null);
        calls.put("GET /unknown", null);
        calls.put("GET /" + device + "/tags", null);
        calls.put("POST ", "{\"userId\":\"" + user + "\",\"name\":\"x\"}");
        calls.put("PUT /" + device, "{\"name\":\"Phone\"}");
        calls.put("PUT /" + device + "/tags", "{\"a\":\"b\"}");
        calls.put("POST /" + device + "/resync", "{\"code1\":\"000000\",\"code2\":\"000000\"}");
        calls.put("POST /" + device + "/enable", "{}");
        calls.put("DELETE /" + device + "/tags?key=a", null);
        return calls;
    }

    @Test
    void that_cant_be_parsed_bring_no_server_error() {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        DeviceApi admin = DeviceApi.asAdmin(realm);
        DeviceApi nobody = new DeviceApi(
                realm, DeviceApi.token(realm, "client_id", "app", "username", "alice", "password", "alice"));
        String device = admin.enabled("alice", "Phone", Map.of()).id();
        List<String> failed = new ArrayList<>();
        for (String header : List.of("Accept", "Content-Type", "Accept-Language", "Prefer")) {
            for (String value : List.of("x", "/", ";q=", "text/csv;q=x", "application/json; charset=nope", "\"")) {
                calls(device, ADMIN.userId(realm, "alice")).forEach((call, body) -> {
                    String[] parts = call.split(" ", 2);
                    // Keycloak's refusal of the caller goes another way than an answer
                    DeviceApi api = call.equals("GET /unknown") ? nobody : admin;
                    Answer answer = api.sendUnchecked(parts[0], parts[1], body, header, value);
                    if (answer.status() >= 500) {
                        failed.add(answer.status() + " " + call + " " + header + ": " + value);
                    }
                });
            }
        }
        assertEquals(List.of(), failed);
    }

    @Test
    void that_name_no_type_of_a_body_are_refused_and_nothing_is_changed() {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        DeviceApi api = DeviceApi.asAdmin(realm);
        String path = "/" + api.enabled("alice", "Phone", Map.of()).id();
        Answer refused = api.sendUnchecked("PUT", path, "{\"name\":\"Mobile\"}", "Content-Type", "x");
        refused.expect(400, "ValidationError").saying("Content-Type: a media type");
        api.sendUnchecked("DELETE", path, null, "Content-Type", "x").expect(400, "ValidationError");
        assertEquals("Phone", api.get(path).expect(200).json().get("name").asText());
        api.sendUnchecked("PUT", path, "{\"name\":\"Mobile\"}", "Content-Type", "application/json; charset=nope")
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv | text/csv",
                "TEXT/CSV; charset=utf-8 | text/csv",
                "text/csv, application/json;q=0.5 | text/csv",
                "text/* | text/csv",
                "application/json, text/csv | application/json",
                "application/json;q=0.1, text/csv | text/csv",
                "*/* | application/json",
                "text/html, */* | application/json",
                "x | application/json",
                "text/csv;q=x | application/json",
                "text/csv;q=0 | application/json"
            })
    void choose_the_report(String accept, String type) {
        String realm = TestServer.create(new RealmBuilder());
        Answer report =
                DeviceApi.asAdmin(realm).get("/report", "Accept", accept).expect(200);
        assertEquals(type, report.header("Content-Type").split(";")[0]);
    }

    @Test
    void show_scripts_of_other_sites_the_next_page() {
        String realm = TestServer.create(new RealmBuilder().user("alice").user("bob"));
        ADMIN.post(
                "/" + realm + "/clients",
                Map.of(
                        "clientId", "page",
                        "publicClient", true,
                        "directAccessGrantsEnabled", true,
                        "fullScopeAllowed", true,
                        "webOrigins", List.of(ORIGIN)));
        String management = ADMIN.get("/" + realm + "/clients?clientId=realm-management")
                .get(0)
                .get("id")
                .asText();
        ADMIN.post(
                "/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/role-mappings/clients/" + management,
                List.of(ADMIN.get("/" + realm + "/clients/" + management + "/roles/realm-admin")));
        DeviceApi api = new DeviceApi(
                realm, DeviceApi.token(realm, "client_id", "page", "username", "alice", "password", "alice"));
        Answer page = api.get("/users-without?max=1", "Origin", ORIGIN).expect(200);
        assertTrue(page.header("Link").contains("rel=\"next\""));
        assertEquals(ORIGIN, page.header("Access-Control-Allow-Origin"));
        List<String> exposed = page.response().headers().allValues("Access-Control-Expose-Headers").stream()
                .flatMap(value -> List.of(value.split("\\s*,\\s*")).stream())
                .toList();
        assertTrue(exposed.containsAll(List.of("Link", "Location")), exposed.toString());
        assertEquals("", api.get("/users-without?max=1").header("Access-Control-Expose-Headers"));
        assertEquals(
                "",
                api.sendUnchecked("GET", "/users-without?max=1", null, "Origin", "https://elsewhere.example")
                        .header("Access-Control-Allow-Origin"));
    }
}
