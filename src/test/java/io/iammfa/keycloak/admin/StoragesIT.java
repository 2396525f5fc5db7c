package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Answer;
import io.iammfa.keycloak.admin.DeviceApi.Enabled;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.testprovider.LegacyUsers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of other storages in the lists. */
class StoragesIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static String storage(String realm, String provider) {
        ADMIN.post(
                "/" + realm + "/components",
                Map.of(
                        "name", provider,
                        "providerId", provider,
                        "providerType", "org.keycloak.storage.UserStorageProvider"));
        return ADMIN.get("/" + realm + "/components?name=" + provider)
                .get(0)
                .get("id")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=ldap-carol", "search=ldap-carol", "user=f:STORAGE:ldap-carol", "search=*ldap-carol*"})
    void a_list_brings_nobody_into_keycloak_s_own_table(String query) {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        String storage = storage(realm, "importing-users");
        DeviceApi api = DeviceApi.asAdmin(realm);
        assertEquals(List.of(), api.names("?" + query.replace("STORAGE", storage)));
        assertEquals(1, ADMIN.get("/" + realm + "/users/count").asInt());
        // whom Keycloak asks for is brought in, so this storage does what LDAP does
        api.post("", Map.of("userId", "f:" + storage + ":ldap-carol", "name", "Phone"))
                .expect(201);
        assertEquals(2, ADMIN.get("/" + realm + "/users/count").asInt());
    }

    @Test
    void imported_users_are_found_by_name_and_id() {
        String realm = TestServer.create(new RealmBuilder());
        String storage = storage(realm, "importing-users");
        DeviceApi api = DeviceApi.asAdmin(realm);
        api.post("", Map.of("userId", "f:" + storage + ":ldap-carol", "name", "Phone"))
                .expect(201);
        api.enabled("ldap-carol", "Phone", Map.of());
        assertEquals(List.of("Phone"), api.names("?user=LDAP-Carol"));
        assertEquals(List.of("Phone"), api.names("?search=ldap-carol"));
        assertEquals(List.of("Phone"), api.names("?user=" + ADMIN.userId(realm, "ldap-carol")));
    }

    @Test
    void users_who_stay_in_their_storage_are_found_by_name_and_id() {
        String realm = TestServer.create(new RealmBuilder());
        String storage = storage(realm, "legacy-users");
        DeviceApi api = DeviceApi.asAdmin(realm);
        api.enabled("legacy-user", "Phone", Map.of());
        assertEquals(List.of("Phone"), api.names("?user=legacy-user"));
        assertEquals(List.of("Phone"), api.names("?search=legacy-user"));
        assertEquals(List.of("Phone"), api.names("?user=f:" + storage + ":legacy-user"));
        assertEquals(List.of(), api.names("?user=legacy-other"));
        assertEquals("legacy-user", api.get("").json().get(0).get("username").asText());
    }

    @Test
    void a_user_who_is_gone_from_their_storage_while_a_call_goes_on_is_no_server_error() {
        String realm = TestServer.create(new RealmBuilder());
        storage(realm, "legacy-users");
        DeviceApi api = DeviceApi.asAdmin(realm);
        Enabled device = api.enabled("legacy-user", "Phone", Map.of("k", "v"));
        JsonNode pending = api.create("legacy-user", "Pending", Map.of());
        String userId = device.device().get("userId").asText();
        ADMIN.put("/" + realm, Map.of("attributes", Map.of(LegacyUsers.VANISH, "true")));
        Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
        Map<String, String> codes = DeviceApi.codes(phone.next(), phone.next());
        String path = "/" + device.id();
        String waiting = "/" + pending.get("id").asText();
        for (Answer answer : List.of(
                api.get(""),
                api.get("/report", "Accept", "text/csv"),
                api.get(path),
                api.get(path + "/tags"),
                api.get(waiting),
                api.put(path, Map.of("name", "Mobile")),
                api.put(path + "/tags", Map.of("a", "b")),
                api.delete(path + "/tags?key=k"),
                api.post(
                        path + "/resync",
                        DeviceApi.codes(device.phone().next(), device.phone().next())),
                api.post(waiting + "/enable", codes),
                api.post("", Map.of("userId", userId, "name", "New")),
                api.delete(path),
                api.delete(waiting))) {
            assertTrue(
                    answer.status() < 300 || answer.status() == 404,
                    answer.response().request() + " " + answer.status() + " " + answer.text());
        }
    }
}
