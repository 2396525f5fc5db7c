package io.iammfa.keycloak.elsewhere;

import static io.iammfa.keycloak.elsewhere.LdapRealm.ADMIN;
import static io.iammfa.keycloak.elsewhere.LdapRealm.assertShows;
import static io.iammfa.keycloak.elsewhere.LdapRealm.encode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.elsewhere.LdapRealm.Mode;
import io.iammfa.keycloak.support.Directory;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Users of an LDAP server, in each of the ways in which Keycloak uses one. */
@ParameterizedClass
@EnumSource
class LdapIT {

    private static final Map<Mode, LdapRealm> REALMS = new EnumMap<>(Mode.class);
    private static final Directory DIRECTORY = new Directory();
    private static int users;

    @Parameter
    private Mode mode;

    private LdapRealm realm;
    private String user;

    @BeforeEach
    void somebody_in_the_directory() {
        realm = REALMS.computeIfAbsent(mode, key -> LdapRealm.create(key, DIRECTORY));
        user = DIRECTORY.add("user-" + ++users);
    }

    @Nested
    class At_sign_in {

        @Test
        void the_wizard_enrols_and_from_then_on_the_device_is_asked_for() {
            Phone phone = realm.enrol(user);
            assertEquals(!mode.imported, realm.userId(user).startsWith("f:"));
            HttpVisitor browser = realm.withPassword(user);
            assertShows(browser, "kc-otp-login-form");
            assertTrue(browser.submit("otp", phone.next()).isSignedIn());
            browser = realm.withPassword(user);
            assertFalse(browser.submit("otp", phone.again()).isSignedIn(), "a used code");
            assertTrue(browser.submit("otp", phone.next()).isSignedIn());
        }

        @Test
        void another_password_in_the_directory_changes_nothing_about_the_device() {
            Phone phone = realm.enrol(user);
            DIRECTORY.changePassword(user, "another");
            assertShows(realm.withPassword(user), "kc-form-login");
            HttpVisitor browser = realm.withPassword(user, "another", "");
            assertShows(browser, "kc-otp-login-form");
            assertTrue(browser.submit("otp", phone.next()).isSignedIn());
        }
    }

    @Nested
    class On_the_page_of_their_devices {

        @Test
        void they_rename_add_and_remove_them() {
            Phone phone = realm.enrol(user);
            HttpVisitor browser = realm.withPassword(user, user, "&kc_action=MANAGE_MFA_DEVICES");
            browser.submit("otp", phone.next());
            assertShows(browser, "kc-mfa-devices");
            String first = browser.hidden("deviceId");
            browser.submit("deviceId", first, "action", "rename");
            browser.submit("deviceId", first, "deviceName", "Old phone");
            browser.submit("action", "assign").submit("deviceName", "OLD PHONE", "deviceType", "totp");
            assertTrue(browser.html().contains("input-error-deviceName"), browser.html());
            Phone added = browser.assign("New phone");
            assertShows(browser, "kc-mfa-devices");
            browser.submit("deviceId", first, "action", "remove").submit("deviceId", first);
            assertTrue(browser.submit("action", "done").isSignedIn(), browser.html());
            assertEquals(List.of("New phone"), realm.names("user=" + user));
            assertEquals(1, realm.rows(realm.userId(user)));
            assertTrue(realm.withPassword(user).submit("otp", added.next()).isSignedIn());
        }
    }

    @Nested
    class For_admins {

        @Test
        void their_devices_are_like_all_others() {
            String userId = realm.userId(user);
            JsonNode pending =
                    json("POST", "", Map.of("userId", userId, "name", "Phone", "tags", Map.of("owner", user)));
            Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
            String id = pending.get("id").asText();
            json("POST", "/" + id + "/enable", Map.of("code1", phone.next(), "code2", phone.next()));
            for (String query : List.of(
                    "user=" + user,
                    "user=" + user.toUpperCase(),
                    "user=" + encode(userId),
                    "search=" + user,
                    "tag=owner:" + user)) {
                assertEquals(List.of("Phone"), realm.names(query), query);
                assertEquals(user, realm.devices(query).get(0).get("username").asText(), query);
            }
            assertEquals(userId, json("GET", "/" + id, null).get("userId").asText());
            json("PUT", "/" + id, Map.of("name", "Mobile"));
            json("PUT", "/" + id + "/tags", Map.of("city", "Graz"));
            assertEquals(2, json("GET", "/" + id + "/tags", null).size());
            json("POST", "/" + id + "/resync", Map.of("code1", phone.next(), "code2", phone.next()));
            assertEquals(1, realm.rows(userId));
            assertTrue(report().contains("\r\n" + user + "," + userId + ","), report());
            JsonNode state = realm.list("/state?max=500").stream()
                    .filter(row -> id.equals(row.get("id").asText()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    1, json("POST", "/state", List.of(state)).get("restored").asInt());
            assertTrue(realm.withPassword(user).submit("otp", phone.next()).isSignedIn());
            assertEquals(204, realm.call("DELETE", "/" + id, null).statusCode());
            assertEquals(List.of(), realm.names("user=" + user));
            assertEquals(0, realm.rows(userId));
        }

        private JsonNode json(String method, String path, Object body) {
            return ADMIN.json(method, "/" + realm.name() + "/mfa-devices" + path, body);
        }

        private String report() {
            return Http.send(HttpRequest.newBuilder(URI.create(
                                    TestServer.get().url() + "/admin/realms/" + realm.name() + "/mfa-devices/report"))
                            .header("Authorization", "Bearer " + ADMIN.accessToken())
                            .header("Accept", "text/csv")
                            .build())
                    .body();
        }
    }
}
