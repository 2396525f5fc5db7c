package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.catalog.RealmUser;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * A list of the users without a device as it was asked for.
 *
 * @param after the username after which the page begins, or null for the first page
 */
record UserList(KeycloakSession session, RealmModel realm, Caller caller, String after, int first, int max) {

    /** Reads the query parameters. */
    static UserList asked(KeycloakSession session, RealmModel realm, Caller caller) {
        Query query = new Query(session, "first", "max", "marker");
        String[] marker = Pages.texts(session, query.text("marker"), 1);
        return new UserList(session, realm, caller, marker == null ? null : marker[0], query.first(), query.max());
    }

    Response answer() {
        RealmDevices devices = new RealmDevices(session, realm);
        Predicate<String> views = caller.views();
        return Pages.<RealmUser>read(
                        (passOver, count) -> devices.users(true, after, passOver, count),
                        (last, count) -> devices.users(true, last.username(), 0, count),
                        caller.viewsAll() ? null : user -> views.test(user.id()),
                        user -> Pages.marker(user.username()),
                        user -> Pages.hiddenMarker(session, user.username()),
                        first,
                        max)
                .answer(session, UserList::shape);
    }

    private static Map<String, Object> shape(RealmUser user) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("userId", user.id());
        json.put("username", user.username());
        json.put("enabled", user.enabled());
        return json;
    }
}
