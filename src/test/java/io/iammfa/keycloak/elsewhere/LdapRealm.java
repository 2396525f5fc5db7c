package io.iammfa.keycloak.elsewhere;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Directory;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A realm whose users are in a directory.
 *
 * @param storage the id of the storage
 */
record LdapRealm(String name, Directory directory, String storage) {

    static final AdminApi ADMIN = TestServer.admin();

    /** How Keycloak may be told to use a directory. */
    enum Mode {
        IMPORTED_READ_ONLY(true, "READ_ONLY"),
        IMPORTED_UNSYNCED(true, "UNSYNCED"),
        IMPORTED_WRITABLE(true, "WRITABLE"),
        NOT_IMPORTED(false, "READ_ONLY");

        final boolean imported;
        final String editMode;

        Mode(boolean imported, String editMode) {
            this.imported = imported;
            this.editMode = editMode;
        }
    }

    static LdapRealm create(Mode mode, Directory directory) {
        return create(mode, directory, new RealmBuilder());
    }

    static LdapRealm create(Mode mode, Directory directory, RealmBuilder builder) {
        String realm = TestServer.create(builder);
        return new LdapRealm(realm, directory, add(realm, "ldap", directory, mode));
    }

    /** Adds a storage to a realm; returns its id. */
    static String add(String realm, String storage, Directory directory, Mode mode) {
        ADMIN.post("/" + realm + "/components", directory.storage(storage, mode.imported, mode.editMode));
        return ADMIN.get("/" + realm + "/components?name=" + storage)
                .get(0)
                .get("id")
                .asText();
    }

    /**
     * Changes one setting of the storage.
     *
     * @param value null to take it away
     */
    void configure(String setting, String value) {
        String path = "/" + name + "/components/" + storage;
        JsonNode component = ADMIN.get(path);
        ArrayNode values = ((ObjectNode) component.get("config")).putArray(setting);
        if (value != null) {
            values.add(value);
        }
        ADMIN.put(path, component);
    }

    /** What time does, too. */
    void forgetCachedUsers() {
        ADMIN.post("/" + name + "/clear-user-cache", Map.of());
    }

    void removeStorage() {
        ADMIN.delete("/" + name + "/components/" + storage);
    }

    /** A browser in which the password was accepted. */
    HttpVisitor withPassword(String username, String password, String parameters) {
        return new HttpVisitor(name).open(parameters).submit("username", username, "password", password);
    }

    HttpVisitor withPassword(String username) {
        return withPassword(username, username, "");
    }

    /** Signs in for the first time, through the wizard. */
    Phone enrol(String username) {
        return enrol(withPassword(username), "Phone");
    }

    /** Goes through the wizard that a browser shows. */
    static Phone enrol(HttpVisitor browser, String device) {
        assertShows(browser, "kc-mfa-name-form");
        Phone phone = browser.assign(device);
        assertTrue(browser.isSignedIn(), () -> browser.status() + " " + browser.url() + browser.html());
        return phone;
    }

    static void assertShows(HttpVisitor browser, String form) {
        assertTrue(browser.html().contains("id=\"" + form + "\""), () -> browser.status() + browser.html());
    }

    String userId(String username) {
        return ADMIN.get("/" + name + "/users?exact=true&username=" + encode(username))
                .get(0)
                .get("id")
                .asText();
    }

    /** The answer of a call for devices, whatever it is. */
    HttpResponse<String> call(String method, String path, Object body) {
        return ADMIN.send(method, "/" + name + "/mfa-devices" + path, body);
    }

    /** A list of devices; the query is that of the call. */
    List<JsonNode> devices(String query) {
        return list("?" + query);
    }

    List<JsonNode> list(String path) {
        return StreamSupport.stream(
                        ADMIN.json("GET", "/" + name + "/mfa-devices" + path, null)
                                .spliterator(),
                        false)
                .toList();
    }

    List<String> names(String query) {
        List<String> names = new ArrayList<>();
        devices(query).forEach(device -> names.add(device.get("name").asText()));
        return names;
    }

    /** How many rows of the side table a user has, whatever became of the credentials. */
    long rows(String userId) {
        return list("/state?max=500").stream()
                .filter(row -> userId.equals(row.get("userId").asText()))
                .count();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
