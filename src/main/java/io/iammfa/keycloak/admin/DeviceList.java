package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.DeviceFilter;
import io.iammfa.keycloak.catalog.RealmDevice;
import io.iammfa.keycloak.catalog.RealmDevices;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A list of devices as it was asked for. */
record DeviceList(KeycloakSession session, RealmModel realm, Caller caller, DeviceFilter filter, Query.Page page) {

    /** Reads the query parameters. */
    static DeviceList asked(KeycloakSession session, RealmModel realm, Caller caller) {
        MultivaluedMap<String, String> parameters =
                session.getContext().getUri().getQueryParameters();
        return new DeviceList(session, realm, caller, Query.filter(parameters), Query.pageBesideFilter(parameters));
    }

    Response answer() {
        RealmDevices devices = new RealmDevices(session, realm);
        Predicate<String> views = caller.views();
        return Pages.read(
                        page,
                        Markers.ofDevices(session),
                        (after, first, max) -> devices.page(filter, after, first, max),
                        RealmDevice::place,
                        caller.viewsAll() ? null : device -> views.test(device.userId()))
                .answer(session, DeviceJson::of);
    }
}
