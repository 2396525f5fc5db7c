package io.iammfa.keycloak.elsewhere;

import static io.iammfa.keycloak.elsewhere.LdapRealm.ADMIN;
import static io.iammfa.keycloak.elsewhere.LdapRealm.assertShows;
import static io.iammfa.keycloak.elsewhere.LdapRealm.encode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.elsewhere.LdapRealm.Mode;
import io.iammfa.keycloak.support.Directory;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Usernames as directories have them, and two directories with the same. */
class LdapNamesIT {

    private static final List<String> NAMES = List.of(
            "Anna.BERG", "Zoë Müller", "a:b:c", "f:1:2", "Łukasz+Óska, x", "山田 太郎", "o'neil%_!", "eve@example.com");

    @ParameterizedTest
    @EnumSource(names = {"IMPORTED_READ_ONLY", "NOT_IMPORTED"})
    void names_of_all_kinds_are_enrolled_listed_and_found(Mode mode) {
        try (Directory directory = new Directory()) {
            LdapRealm realm = LdapRealm.create(mode, directory);
            for (String name : NAMES) {
                Phone phone = realm.enrol(directory.add(name));
                assertTrue(realm.withPassword(name.toUpperCase(), name, "")
                        .submit("otp", phone.next())
                        .isSignedIn());
            }
            assertEquals(NAMES.size(), TestServer.rows(realm.name()).size());
            for (String name : NAMES) {
                JsonNode user = ADMIN.get("/" + realm.name() + "/users?exact=true&username=" + encode(name))
                        .get(0);
                String userId = user.get("id").asText();
                assertEquals(!mode.imported, userId.endsWith(":" + name), "the directory's own case");
                for (String query : List.of(
                        "user=" + encode(name),
                        "search=" + encode(name),
                        "user=" + encode(name.toLowerCase()),
                        "search=" + encode(name.toUpperCase()),
                        "user=" + encode(userId))) {
                    List<JsonNode> found = realm.devices(query);
                    assertEquals(1, found.size(), query);
                    assertEquals(userId, found.get(0).get("userId").asText());
                    assertEquals(
                            user.get("username").asText(),
                            found.get(0).get("username").asText());
                    String path = "/" + found.get(0).get("id").asText();
                    assertEquals(200, realm.call("GET", path, null).statusCode());
                }
            }
            assertEquals(NAMES.size(), page(realm).size());
        }
    }

    /** The owners of all devices, a device a page. */
    private static TreeSet<String> page(LdapRealm realm) {
        TreeSet<String> owners = new TreeSet<>();
        String next = "?max=1";
        while (!next.isEmpty()) {
            HttpResponse<String> page = realm.call("GET", next, null);
            assertEquals(200, page.statusCode(), page.body());
            owners.add(page.body().replaceFirst(".*\"userId\":\"([^\"]+)\".*", "$1"));
            next = page.headers()
                    .firstValue("Link")
                    .map(link -> link.replaceFirst("^<[^?]*(\\?[^>]*)>.*$", "$1"))
                    .orElse("");
        }
        return owners;
    }

    @ParameterizedTest
    @EnumSource(names = {"IMPORTED_READ_ONLY", "NOT_IMPORTED"})
    void of_two_directories_each_has_a_user_of_its_own(Mode mode) {
        try (Directory one = new Directory();
                Directory two = new Directory()) {
            LdapRealm realm = LdapRealm.create(mode, one, new RealmBuilder().user("local"));
            realm.configure("priority", "1");
            String second = LdapRealm.add(realm.name(), "second", two, mode);
            new LdapRealm(realm.name(), two, second).configure("priority", "2");
            one.add("twin");
            two.add("twin");
            two.changePassword("twin", "second");
            realm.enrol("twin");
            assertEquals(1, realm.devices("user=twin").size());
            // the first one's is asked for the password, and the second one's is nobody as long
            assertShows(realm.withPassword("twin", "second", ""), "kc-form-login");
            realm.removeStorage();
            assertEquals(List.of(), realm.names("user=twin"));
            LdapRealm.enrol(realm.withPassword("twin", "second", ""), "Other phone");
            assertEquals(List.of("Other phone"), realm.names("search=twin"));
            assertEquals(List.of("Other phone"), realm.names("user=" + encode(realm.userId("twin"))));
        }
    }

    @Test
    void a_local_user_comes_before_one_of_the_directory() {
        try (Directory directory = new Directory()) {
            LdapRealm realm = LdapRealm.create(Mode.NOT_IMPORTED, directory, new RealmBuilder().owner("twin"));
            directory.add("twin");
            assertShows(realm.withPassword("twin"), "kc-otp-login-form");
            assertEquals(2, realm.devices("user=twin").size());
            assertEquals(1, ADMIN.get("/" + realm.name() + "/users/count").asInt());
        }
    }
}
