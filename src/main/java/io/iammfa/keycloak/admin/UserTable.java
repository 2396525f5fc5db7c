package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevice;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.catalog.RealmUser;
import io.iammfa.keycloak.catalog.UserFilter;
import io.iammfa.keycloak.device.MfaDevice;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A page of a realm's users with all devices of each, as the caller may see them.
 *
 * @param nextMarker where the next page begins, or null if this is the last one
 * @param nextFirst how many entries are to be passed over there
 */
public record UserTable(List<Line> lines, String nextMarker, int nextFirst) {

    private static final int PAGE = 50;

    /** A user. */
    public record Line(String userId, String username, List<MfaDevice> devices) {}

    /**
     * The page that query parameters ask for: {@code search}, {@code without} (a device), {@code kind}, {@code tag},
     * {@code unusedSince}, and where it begins. Users of storages that Keycloak does not import are found by their devices.
     *
     * @throws Refusal where a parameter can't be used
     */
    public static UserTable of(DeviceOperations operations, MultivaluedMap<String, String> parameters) {
        operations.caller().requireQuery();
        Query.Users asked = Query.users(parameters, PAGE);
        RealmDevices devices = new RealmDevices(operations.session(), operations.realm());
        return asked.devices() == null ? ofUsers(operations, asked, devices) : ofDevices(operations, asked, devices);
    }

    private static UserTable ofUsers(DeviceOperations operations, Query.Users asked, RealmDevices devices) {
        UserFilter filter = new UserFilter(asked.search(), asked.withoutDevice());
        Predicate<String> views = operations.caller().views();
        Pages<RealmUser> page = Pages.read(
                asked.page(),
                Markers.ofUsers(operations.session()),
                (after, first, max) -> devices.users(filter, after, first, max),
                RealmUser::username,
                operations.caller().viewsAll() ? null : user -> views.test(user.id()));
        Map<String, String> names = new LinkedHashMap<>();
        page.entries().forEach(user -> names.put(user.id(), user.username()));
        return new UserTable(lines(names, devices), page.nextMarker(), page.nextFirst());
    }

    private static UserTable ofDevices(DeviceOperations operations, Query.Users asked, RealmDevices devices) {
        Predicate<String> views = operations.caller().views();
        Pages<RealmDevice> page = Pages.read(
                asked.page(),
                Markers.ofDevices(operations.session()),
                (after, first, max) -> devices.page(asked.devices(), after, first, max),
                RealmDevice::place,
                operations.caller().viewsAll() ? null : device -> views.test(device.userId()));
        Map<String, String> names = new LinkedHashMap<>();
        page.entries().forEach(device -> names.put(device.userId(), device.username()));
        return new UserTable(lines(names, devices), page.nextMarker(), page.nextFirst());
    }

    private static List<Line> lines(Map<String, String> names, RealmDevices devices) {
        Map<String, List<RealmDevice>> owned = devices.ofUsers(names.keySet());
        return names.entrySet().stream()
                .map(user -> new Line(
                        user.getKey(),
                        user.getValue(),
                        owned.getOrDefault(user.getKey(), List.of()).stream()
                                .map(RealmDevice::device)
                                .toList()))
                .toList();
    }
}
