package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Enabled;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescriptionIT {

    @Test
    void every_call_of_the_open_api_description_answers_as_it_says() {
        String realm = TestServer.create(new RealmBuilder().user("alice").user("bob"));
        DeviceApi api = DeviceApi.asAdmin(realm);
        Enabled device = api.enabled("alice", "Phone", Map.of("k", "v"));
        String path = "/" + device.id();
        api.get("").expect(200);
        api.get(path).expect(200);
        api.put(path, Map.of("name", "Mobile")).expect(200);
        api.get(path + "/tags").expect(200);
        api.put(path + "/tags", Map.of("a", "b")).expect(200);
        api.delete(path + "/tags?key=a").expect(200);
        api.post(
                        path + "/resync",
                        DeviceApi.codes(device.phone().next(), device.phone().next()))
                .expect(200);
        api.get("/report?unusedSince=2026-01-01").expect(200);
        api.get("/report", "Accept", "text/csv").expect(200);
        api.get("/users-without").expect(200);
        String user = device.device().get("userId").asText();
        JsonNode pass = api.post("/passes", Map.of("userId", user, "minutes", 10))
                .expect(201)
                .json();
        api.get("/passes?user=" + user).expect(200);
        api.delete("/passes/" + pass.get("id").asText()).expect(204);
        api.post("/reset", Map.of("userId", TestServer.admin().userId(realm, "bob")))
                .expect(204);
        api.get("/deadlines").expect(200);
        api.get("/deadlines/" + user).expect(200);
        api.put("/deadlines/" + user, "{\"until\":null}").expect(200);
        api.get("/seeds").expect(200);
        api.post("/seeds", Map.of("action", "decrypt")).expect(202);
        api.post("/state", api.get("/state").expect(200).json()).expect(200);
        api.delete(path).expect(204);
        assertEquals(
                List.of(),
                OpenApi.read().unseen().stream()
                        .filter(call -> call.matches(".* 2\\d\\d"))
                        .toList());
    }

    /** In the admin console: the realm {@code master}, Provider info. */
    @Test
    void the_server_says_which_version_of_the_jar_it_has() throws IOException {
        String info = Http.api(
                        "GET",
                        TestServer.get().url() + "/admin/serverinfo",
                        TestServer.admin().accessToken(),
                        null)
                .body();
        String version = AdminApi.JSON
                .readTree(info)
                .at("/providers/required-action/providers/ASSIGN_MFA_DEVICE/operationalInfo/version")
                .asText();
        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), version);
    }
}
