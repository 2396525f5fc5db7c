package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.catalog.RealmUser;
import io.iammfa.keycloak.catalog.UserFilter;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A list of the users without a device as it was asked for. */
record UserList(KeycloakSession session, RealmModel realm, Caller caller, Query.Page page) {

    /** Reads the query parameters. */
    static UserList asked(KeycloakSession session, RealmModel realm, Caller caller) {
        return new UserList(
                session, realm, caller, Query.page(session.getContext().getUri().getQueryParameters()));
    }

    Response answer() {
        RealmDevices devices = new RealmDevices(session, realm);
        Predicate<String> views = caller.views();
        return Pages.read(
                        page,
                        Markers.ofUsers(session),
                        (after, first, max) -> devices.users(UserFilter.WITHOUT_DEVICE, after, first, max),
                        RealmUser::username,
                        caller.viewsAll() ? null : user -> views.test(user.id()))
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
