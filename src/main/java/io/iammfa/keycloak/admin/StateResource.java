package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDeviceState;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.device.DeviceState;
import io.iammfa.keycloak.device.Tagged;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;

/** The state of all devices of the realm, which goes with an export of the realm to another server. */
public final class StateResource {

    private static final String PATH = "state";

    private final DeviceOperations operations;

    StateResource(DeviceOperations operations) {
        this.operations = operations;
    }

    /** A page of it. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response page() {
        operations.caller().requireViewOfAll();
        RealmDevices devices = new RealmDevices(operations.session(), operations.realm());
        return Pages.read(
                        Query.page(operations.session().getContext().getUri().getQueryParameters()),
                        Markers.ofDevices(operations.session()),
                        devices::states,
                        RealmDeviceState::place,
                        null)
                .answer(operations.session(), StateEntry::json);
    }

    /**
     * Takes a page back. Devices that are not there are named in the answer, and change nothing; those of users whom the
     * caller may not manage are refused, and all others of the page with them.
     */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response restore(InputStream body) {
        operations.caller().requireManagement();
        List<StateEntry> entries = operations.caller().read(() -> Body.list(body, StateEntry.class, Query.MAX_PAGE));
        List<DeviceState> states = operations
                .caller()
                .read(() -> entries.stream().map(StateEntry::state).toList());
        // a refusal has to come before the first change
        Map<String, Optional<UserModel>> owners = owners(entries);
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            DeviceState state = states.get(i);
            if (owners.get(entries.get(i).userId())
                    .map(owner -> operations.devices(owner).restore(state))
                    .filter(Tagged.Done.class::isInstance)
                    .isEmpty()) {
                unknown.add(state.id());
            }
        }
        Map<String, Object> answer = Map.of("restored", states.size() - unknown.size(), "unknown", unknown);
        operations.events().admin(OperationType.ACTION, PATH, answer);
        return Answers.ok(answer);
    }

    private Map<String, Optional<UserModel>> owners(List<StateEntry> entries) {
        // in one order, so that two calls at once wait for each other
        Map<String, Optional<UserModel>> owners = new TreeMap<>();
        entries.forEach(entry -> owners.computeIfAbsent(entry.userId(), operations.caller()::user));
        owners.values().forEach(owner -> owner.ifPresent(operations.caller()::requireManage));
        return owners;
    }
}
