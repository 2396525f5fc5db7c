package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.DeviceFilter;
import io.iammfa.keycloak.catalog.DevicePlace;
import io.iammfa.keycloak.catalog.RealmDevice;
import io.iammfa.keycloak.catalog.RealmDevices;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A list of devices as it was asked for.
 *
 * @param nobody whether a user was asked for who is not there, so that the list is empty
 * @param after where the page begins, or null for the first
 */
record DeviceList(
        KeycloakSession session,
        RealmModel realm,
        Caller caller,
        DeviceFilter filter,
        boolean nobody,
        DevicePlace after,
        int first,
        int max) {

    /** Reads the query parameters. */
    static DeviceList asked(KeycloakSession session, RealmModel realm, Caller caller) {
        Query query = new Query(session, "user", "search", "kind", "tag", "lastUsedBefore", "first", "max", "marker");
        String asked = query.text("user");
        Optional<UserModel> user = asked == null ? Optional.empty() : user(session, realm, asked);
        String kind = query.text("kind");
        if (kind != null && !List.of("totp", "hotp", "webauthn").contains(kind)) {
            throw Refusal.validation("kind", "totp, hotp or webauthn");
        }
        DeviceFilter filter = new DeviceFilter(
                user.map(UserModel::getId).orElse(null),
                query.text("search"),
                kind,
                query.all("tag"),
                query.moment("lastUsedBefore"));
        if (filter.tags().size() > 10 || !filter.hasUsableTags()) {
            throw Refusal.validation("tag", "key:value, at most 10 times");
        }
        String[] marker = Pages.texts(session, query.text("marker"), 2);
        return new DeviceList(
                session,
                realm,
                caller,
                filter,
                asked != null && user.isEmpty(),
                marker == null ? null : new DevicePlace(marker[0], marker[1]),
                query.first(),
                query.max());
    }

    private static Optional<UserModel> user(KeycloakSession session, RealmModel realm, String asked) {
        return Optional.ofNullable(session.users().getUserById(realm, asked))
                .or(() -> Optional.ofNullable(session.users().getUserByUsername(realm, asked)));
    }

    Response answer() {
        if (nobody) {
            return new Pages<RealmDevice>(List.of(), null, 0).answer(session, DeviceJson::of);
        }
        RealmDevices devices = new RealmDevices(session, realm);
        Predicate<String> views = caller.views();
        return Pages.read(
                        (passOver, count) -> devices.page(filter, after, passOver, count),
                        (last, count) -> devices.page(filter, place(last), 0, count),
                        caller.viewsAll() ? null : device -> views.test(device.userId()),
                        device -> Pages.marker(device.userId(), device.device().id()),
                        device -> Pages.hiddenMarker(
                                session, device.userId(), device.device().id()),
                        first,
                        max)
                .answer(session, DeviceJson::of);
    }

    private static DevicePlace place(RealmDevice device) {
        return new DevicePlace(device.userId(), device.device().id());
    }
}
