package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Enabled;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a realm's devices, which Keycloak's export does not hold. */
class StateIT {

    @Test
    void goes_with_an_export_so_that_clocks_used_codes_and_tags_are_what_they_were(@TempDir Path folder)
            throws IOException {
        KeycloakServer server = TestServer.copy(
                        "export",
                        TestServer.PORT + 1,
                        List.of("--http-enabled=true", "--hostname-strict=false", "--cache=local"))
                .install(TestServer.jar())
                .build("--db=dev-file", "--cache=local");
        try {
            server.start();
            AdminApi admin = new AdminApi(server.url());
            RealmBuilder builder = new RealmBuilder().called("exported").policy("seed-key", "k1");
            Vault.newKey("exported", "k1");
            String realm = builder.user("carol").create(admin);
            // a clock that is ten minutes fast, twice as far as a sign-in looks
            HttpVisitor wizard = new HttpVisitor(server.url(), realm).open("").password("carol");
            wizard.submit("deviceName", "Phone");
            Phone phone = wizard.phone().clockOffBySteps(20);
            wizard.submit("code1", phone.code(phone.now() - 2), "code2", phone.code(phone.now() - 1), "action", "add");
            assertTrue(wizard.isSignedIn(), wizard.html());
            String used = phone.code(phone.now());
            assertTrue(signsIn(server, realm, used));
            String devices = "/" + realm + "/mfa-devices/";
            admin.put(devices + admin.deviceId(realm, "carol", "Phone") + "/tags", Map.of("Team", "Ops"));
            JsonNode state = admin.get(devices + "state");
            assertFalse(state.toString().contains(phone.parameter("secret")));

            server.stop();
            Path file = folder.resolve("realm.json");
            server.run("export", "--optimized", "--file", file.toString(), "--realm", realm);
            String exported = Files.readString(file);
            assertTrue(exported.contains("mfa1:k1:"), "seeds as they are stored");
            assertFalse(exported.contains(phone.parameter("secret")));
            server.run("import", "--optimized", "--file", file.toString(), "--override", "true");
            server.start();
            assertFalse(signsIn(server, realm, phone.code(phone.now() + 1)), "nothing is known of the clock");
            JsonNode answer = admin.json("POST", devices + "state", state);
            assertEquals(1, answer.get("restored").asInt());
            assertEquals(state, admin.get(devices + "state"));
            assertFalse(signsIn(server, realm, used));
            assertTrue(signsIn(server, realm, phone.code(phone.now() + 2)));
        } finally {
            server.stop();
        }
    }

    private static boolean signsIn(KeycloakServer server, String realm, String code) {
        HttpVisitor carol = new HttpVisitor(server.url(), realm).open("").password("carol");
        return carol.submit("otp", code).isSignedIn();
    }

    @Test
    void comes_in_pages_and_changes_only_what_is_there() {
        String realm = TestServer.create(
                new RealmBuilder().set("adminEventsEnabled", true).user("alice").user("bob"));
        DeviceApi api = DeviceApi.asAdmin(realm);
        List<Enabled> devices = List.of(
                api.enabled("alice", "Red", Map.of("a", "1")),
                api.enabled("alice", "Green", Map.of()),
                api.enabled("bob", "Blue", Map.of()));
        List<JsonNode> pages = new ArrayList<>();
        String query = "?max=2";
        while (query != null) {
            DeviceApi.Answer page = api.get("/state" + query).expect(200);
            page.json().forEach(pages::add);
            String link = page.header("Link");
            query = link.isEmpty() ? null : link.replaceFirst(".*(\\?[^>]*)>.*", "$1");
        }
        assertEquals(3, pages.size());
        assertEquals(
                devices.stream().map(Enabled::id).sorted().toList(),
                pages.stream().map(state -> state.get("id").asText()).sorted().toList());
        // another user's, nobody's, and one that is there
        String bob = TestServer.admin().userId(realm, "bob");
        JsonNode answer = api.post(
                        "/state",
                        List.of(
                                Map.of("userId", bob, "id", devices.get(0).id(), "watermark", 99),
                                Map.of("userId", "f:bob", "id", devices.get(1).id()),
                                Map.of("userId", bob, "id", devices.get(2).id(), "tags", Map.of("b", "2"))))
                .expect(200)
                .json();
        assertEquals(1, answer.get("restored").asInt());
        assertEquals(
                List.of(devices.get(0).id(), devices.get(1).id()),
                List.of(
                        answer.at("/unknown/0").asText(),
                        answer.at("/unknown/1").asText()));
        assertEquals(
                "2", api.get("/" + devices.get(2).id()).json().at("/tags/b").asText());
        JsonNode event = TestServer.admin()
                .get("/" + realm + "/admin-events?operationTypes=ACTION")
                .get(0);
        assertEquals("mfa-devices/state", event.get("resourcePath").asText());
        api.post("/state", "{}").expect(400, "ValidationError");
        api.get("/state?max=0").expect(400, "ValidationError");
        api.get("/state?marker=x").expect(400, "ValidationError");
    }
}
