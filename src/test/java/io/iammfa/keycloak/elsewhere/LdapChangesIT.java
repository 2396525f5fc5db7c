package io.iammfa.keycloak.elsewhere;

import static io.iammfa.keycloak.elsewhere.LdapRealm.ADMIN;
import static io.iammfa.keycloak.elsewhere.LdapRealm.assertShows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.elsewhere.LdapRealm.Mode;
import io.iammfa.keycloak.support.Directory;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.TestServer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of devices when something changes in the directory, or the directory itself goes. */
class LdapChangesIT {

    private static final Directory DIRECTORY = new Directory();
    private static int users;

    private static String somebody() {
        return DIRECTORY.add("changing-" + ++users);
    }

    /** Every list has an answer, whatever became of the owners. */
    private static void assertListsAnswer(LdapRealm realm) {
        for (String path : List.of(
                "", "?user=nobody", "?search=nobody", "/report", "/state", "/users-without", "?max=1&kind=totp")) {
            assertEquals(200, realm.call("GET", path, null).statusCode(), path);
        }
    }

    @Nested
    @ParameterizedClass
    @EnumSource
    class In_the_directory {

        private static final Map<Mode, LdapRealm> REALMS = new EnumMap<>(Mode.class);

        @Parameter
        private Mode mode;

        private LdapRealm realm;
        private String user;
        private Phone phone;
        private String userId;

        @BeforeEach
        void somebody_with_a_device() {
            realm = REALMS.computeIfAbsent(mode, key -> LdapRealm.create(key, DIRECTORY));
            user = somebody();
            phone = realm.enrol(user);
            userId = realm.userId(user);
        }

        @Test
        void a_user_with_another_name_keeps_the_devices_where_keycloak_keeps_the_user() {
            String renamed = user + "-renamed";
            DIRECTORY.rename(user, renamed);
            realm.forgetCachedUsers();
            assertListsAnswer(realm);
            var browser = realm.withPassword(renamed, user, "");
            if (mode.imported) {
                assertShows(browser, "kc-otp-login-form");
                assertTrue(browser.submit("otp", phone.next()).isSignedIn());
                assertEquals(List.of("Phone"), realm.names("user=" + renamed));
                assertEquals(List.of(), realm.names("user=" + user));
            } else {
                // to Keycloak, the id being the name, this is somebody else
                assertShows(browser, "kc-mfa-name-form");
                assertEquals(List.of(), realm.names("user=" + renamed));
                assertEquals(
                        "", realm.devices("user=" + user).get(0).get("username").asText());
            }
        }

        @Test
        void a_user_who_is_gone_and_comes_back_is_the_same_where_keycloak_goes_by_the_name() {
            String id = realm.devices("user=" + user).get(0).get("id").asText();
            DIRECTORY.remove(user);
            realm.forgetCachedUsers();
            assertListsAnswer(realm);
            for (String method : List.of("GET", "DELETE")) {
                assertEquals(404, realm.call(method, "/" + id, null).statusCode());
            }
            assertShows(realm.withPassword(user), "kc-form-login");
            assertEquals(mode.imported ? 0 : 1, realm.rows(userId));
            DIRECTORY.add(user);
            realm.forgetCachedUsers();
            var browser = realm.withPassword(user);
            assertShows(browser, mode.imported ? "kc-mfa-name-form" : "kc-otp-login-form");
            assertListsAnswer(realm);
        }

        @Test
        void a_full_synchronization_leaves_devices_alone() {
            String other = somebody();
            ADMIN.post(
                    "/" + realm.name() + "/user-storage/" + realm.storage() + "/sync?action=triggerFullSync", Map.of());
            assertEquals(List.of("Phone"), realm.names("user=" + user));
            assertEquals(List.of(), realm.names("user=" + other));
            assertTrue(realm.withPassword(user).submit("otp", phone.next()).isSignedIn());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMPORTED_READ_ONLY", "NOT_IMPORTED"})
    void while_the_directory_is_away_lists_have_an_answer(Mode mode) {
        try (Directory directory = new Directory()) {
            LdapRealm realm = LdapRealm.create(mode, directory);
            realm.enrol(directory.add("ada"));
            realm.enrol(directory.add("eve"));
            directory.stop();
            realm.forgetCachedUsers();
            assertListsAnswer(realm);
            assertEquals(List.of("Phone"), realm.names("user=ada"));
            assertEquals(List.of("Phone"), realm.names("search=ada"));
            assertEquals(2, realm.devices("").size());
            directory.start();
            assertEquals("ada", realm.devices("user=ada").get(0).get("username").asText());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMPORTED_READ_ONLY", "NOT_IMPORTED"})
    void a_storage_that_is_removed_takes_its_users_devices_along(Mode mode) {
        LdapRealm realm = LdapRealm.create(mode, DIRECTORY);
        realm.enrol(somebody());
        assertEquals(1, TestServer.rows(realm.name()).size());
        realm.removeStorage();
        assertEquals(0, TestServer.rows(realm.name()).size());
        assertEquals(List.of(), realm.names(""));
        assertListsAnswer(realm);
    }

    @Test
    void imported_users_who_are_removed_take_their_devices_along() {
        LdapRealm realm = LdapRealm.create(Mode.IMPORTED_READ_ONLY, DIRECTORY);
        String user = somebody();
        realm.enrol(user);
        ADMIN.post("/" + realm.name() + "/user-storage/" + realm.storage() + "/remove-imported-users", Map.of());
        assertListsAnswer(realm);
        assertEquals(List.of(), realm.names(""));
        assertEquals(0, TestServer.rows(realm.name()).size());
        realm.enrol(user);
        assertEquals(List.of("Phone"), realm.names("user=" + user));
    }

    @Test
    void users_who_are_unlinked_keep_their_devices_when_the_storage_goes() {
        LdapRealm realm = LdapRealm.create(Mode.IMPORTED_READ_ONLY, DIRECTORY);
        String user = somebody();
        Phone phone = realm.enrol(user);
        ADMIN.post("/" + realm.name() + "/user-storage/" + realm.storage() + "/unlink-users", Map.of());
        realm.removeStorage();
        assertEquals(List.of("Phone"), realm.names("user=" + user));
        assertEquals(1, TestServer.rows(realm.name()).size());
        ADMIN.put(
                "/" + realm.name() + "/users/" + realm.userId(user) + "/reset-password",
                Map.of("type", "password", "value", user, "temporary", false));
        assertTrue(realm.withPassword(user).submit("otp", phone.next()).isSignedIn());
    }

    @Nested
    class When_import_is_switched {

        @Test
        void off_who_was_imported_goes_on_with_the_devices() {
            LdapRealm realm = LdapRealm.create(Mode.IMPORTED_READ_ONLY, DIRECTORY);
            String user = somebody();
            String other = somebody();
            Phone phone = realm.enrol(user);
            realm.configure("importEnabled", "false");
            assertTrue(realm.withPassword(user).submit("otp", phone.next()).isSignedIn());
            realm.enrol(other);
            assertEquals(List.of("Phone"), realm.names("user=" + user));
            assertEquals(List.of("Phone"), realm.names("user=" + other));
            assertListsAnswer(realm);
        }

        @Test
        void on_who_was_not_imported_is_somebody_else_until_it_is_off_again() {
            LdapRealm realm = LdapRealm.create(Mode.NOT_IMPORTED, DIRECTORY);
            String user = somebody();
            Phone phone = realm.enrol(user);
            realm.configure("importEnabled", "true");
            assertListsAnswer(realm);
            assertEquals(0, ADMIN.get("/" + realm.name() + "/users/count").asInt(), "a list imports nobody");
            var browser = realm.withPassword(user);
            assertShows(browser, "kc-mfa-name-form");
            LdapRealm.enrol(browser, "Second phone");
            assertListsAnswer(realm);
            ADMIN.post("/" + realm.name() + "/user-storage/" + realm.storage() + "/remove-imported-users", Map.of());
            realm.configure("importEnabled", "false");
            assertTrue(realm.withPassword(user).submit("otp", phone.next()).isSignedIn());
        }

        @Test
        void a_setting_that_is_missing_is_read_as_keycloak_reads_it() {
            LdapRealm realm = LdapRealm.create(Mode.NOT_IMPORTED, DIRECTORY);
            String user = somebody();
            realm.enrol(user);
            realm.configure("importEnabled", null);
            assertListsAnswer(realm);
            assertEquals(user, realm.devices("").get(0).get("username").asText());
            assertEquals(0, ADMIN.get("/" + realm.name() + "/users/count").asInt(), "a list imports nobody");
        }
    }
}
