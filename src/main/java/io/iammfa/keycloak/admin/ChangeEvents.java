package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.util.RawValue;
import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.pass.Pass;
import java.util.Map;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/** Tells of changes: admins in the realm's admin events, the user in those that mails are made of. Never of secrets. */
public final class ChangeEvents {

    /** The admin events' own type of resource. */
    static final String RESOURCE_TYPE = "MFA_DEVICE";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminEventBuilder adminEvent;

    ChangeEvents(KeycloakSession session, RealmModel realm, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.adminEvent = adminEvent;
    }

    /**
     * An admin event.
     *
     * @param path what stands below the API's folder: the device's id and the call
     * @param representation what the device looks like after the change
     */
    void admin(OperationType operation, String path, Map<String, Object> representation) {
        adminEvent
                .operation(operation)
                .resource(RESOURCE_TYPE)
                .resourcePath(MfaDevicesAdminFactory.ID, path)
                .representation(new RawValue(Json.writeForTables(representation)))
                .success();
    }

    /** An admin event about hardware tokens. */
    void token(OperationType operation, String path, Map<String, Object> representation) {
        adminEvent
                .operation(operation)
                .resource("MFA_TOKEN")
                .resourcePath(MfaTokensAdminFactory.ID, path)
                .representation(new RawValue(Json.writeForTables(representation)))
                .success();
    }

    void assigned(UserModel owner, Assigned.Done done) {
        MfaDevice device = done.device();
        EventBuilder event =
                DeviceEvents.update(request(owner), done.replaced() == null ? "assign" : "replace", device);
        if (done.replaced() != null) {
            event.detail(DeviceEvents.REPLACED_ID, done.replaced().id());
        }
        event.clone().success();
        event.event(EventType.UPDATE_TOTP).success();
    }

    void renamed(UserModel owner, MfaDevice device, String before) {
        DeviceEvents.renamed(request(owner), device, before);
    }

    void resynced(UserModel owner, MfaDevice device) {
        DeviceEvents.update(request(owner), "resync", device).success();
    }

    void removed(UserModel owner, MfaDevice device) {
        DeviceEvents.removed(request(owner), device);
    }

    void passGiven(UserModel owner, Pass pass) {
        DeviceEvents.passGiven(request(owner), pass.id());
    }

    void passRevoked(UserModel owner, Pass pass) {
        DeviceEvents.passRevoked(request(owner), pass.id());
    }

    void reset(UserModel owner) {
        DeviceEvents.reset(request(owner));
    }

    private EventBuilder request(UserModel owner) {
        return new EventBuilder(realm, session, session.getContext().getConnection())
                .user(owner)
                .detail(DeviceEvents.BY, DeviceEvents.ADMIN);
    }
}
