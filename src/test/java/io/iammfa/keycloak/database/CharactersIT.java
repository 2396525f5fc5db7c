package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.MariaDb;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of every script on a database whose columns hold four bytes a character, and three as Keycloak's events do. */
@Tag("mariadb")
class CharactersIT {

    private static final String EMOJI = "🔑 Key 👩‍💻";
    private static final String NO_EMOJI = "手机 für’s Büro ☎";

    @ParameterizedTest
    @ValueSource(strings = {"utf8mb4", "utf8mb3"})
    void of_names_are_stored_or_refused_and_never_fail_a_request(String charset) {
        try (MariaDb database = MariaDb.start()) {
            KeycloakServer keycloak = TestServer.copy(
                            charset, TestServer.PORT + 3, database.create(charset, MariaDb.READ_COMMITTED, charset))
                    .install(TestServer.jar());
            try {
                keycloak.start();
                assign(new AdminApi(keycloak.url()), keycloak.url(), charset.equals("utf8mb4"));
            } finally {
                keycloak.stop();
            }
        }
    }

    private void assign(AdminApi admin, String url, boolean holdsEmoji) {
        String realm = new RealmBuilder()
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .user("carol")
                .create(admin);
        HttpVisitor carol = new HttpVisitor(url, realm).open("").password("carol");
        carol.submit("deviceName", EMOJI);
        if (!holdsEmoji) {
            assertTrue(carol.html().contains("Leave out emoji"), carol.html());
            carol.submit("deviceName", NO_EMOJI);
        }
        String name = holdsEmoji ? EMOJI : NO_EMOJI;
        Phone phone = carol.phone();
        carol.submit("code1", phone.next(), "code2", phone.next(), "action", "add");
        assertTrue(carol.isSignedIn(), carol.html());
        assertEquals(List.of(name), admin.deviceNames(realm, "carol"));
        String label = admin.lastEvent(realm, "UPDATE_CREDENTIAL")
                .at("/details/credential_user_label")
                .asText();
        assertEquals(holdsEmoji ? "\\u{1F511} Key \\u{1F469}\u200d\\u{1F4BB}" : name, label);

        String devices = "/" + realm + "/mfa-devices";
        String id = admin.deviceId(realm, "carol", name);
        HttpResponse<String> renamed = admin.send("PUT", devices + "/" + id, Map.of("name", "📱"));
        assertEquals(holdsEmoji ? 200 : 400, renamed.statusCode(), renamed.body());
        HttpResponse<String> tagged = admin.send("PUT", devices + "/" + id + "/tags", Map.of("Team", "𝔸"));
        assertEquals(holdsEmoji ? 200 : 400, tagged.statusCode(), tagged.body());
        for (String query : List.of("search=", "search=*", "user=", "tag=Team:", "marker=")) {
            HttpResponse<String> found = admin.send("GET", devices + "?" + query + encode("📱"), null);
            assertTrue(found.statusCode() < 500, query + found.body());
        }
        if (holdsEmoji) {
            assertEquals(1, admin.get(devices + "?search=" + encode("📱")).size());
            JsonNode event = admin.get("/" + realm + "/admin-events?operationTypes=UPDATE");
            assertTrue(event.toString().contains("D83D"), event.toString());
        }
        HttpVisitor again = new HttpVisitor(url, realm).open("").password("carol");
        assertTrue(again.submit("otp", phone.next()).isSignedIn(), again.html());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
