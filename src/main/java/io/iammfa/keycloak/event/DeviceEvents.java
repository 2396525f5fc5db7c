package io.iammfa.keycloak.event;

import io.iammfa.keycloak.device.EventText;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.policy.DeviceType;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The events of changes to devices: Keycloak's own types and details, and {@code mfa_operation}. Each is a clone of the
 * request's event, since what is said of a device must not stand in the sign-in's own event.
 */
public final class DeviceEvents {

    /** The detail that says what was done: {@code assign}, {@code rename}, {@code resync}, {@code replace}, … */
    public static final String OPERATION = "mfa_operation";

    /** The detail with the id of the device that was replaced. */
    public static final String REPLACED_ID = "mfa_replaced_credential_id";

    /** The detail with the name that a device had before. */
    public static final String PREVIOUS_NAME = "mfa_previous_name";

    /** The detail that says who did it where that is not plain: {@value #ADMIN} or {@value #UNKNOWN}. */
    public static final String BY = "mfa_by";

    /** An administrator. */
    public static final String ADMIN = "admin";

    /** The user or an administrator, by a way of Keycloak's that does not tell. */
    public static final String UNKNOWN = "unknown";

    private DeviceEvents() {}

    /** An event of a change to a device that may not be the user's yet. */
    public static EventBuilder update(EventBuilder request, String operation, DeviceType type, String name) {
        return about(request, EventType.UPDATE_CREDENTIAL, operation, type, name);
    }

    /** An event of a change to one of the user's devices. */
    public static EventBuilder update(EventBuilder request, String operation, MfaDevice device) {
        return update(request, operation, device.type(), device.name()).detail(Details.CREDENTIAL_ID, device.id());
    }

    /** Tells of a device that was removed, under both of Keycloak's names for that where there are two. */
    public static void removed(EventBuilder request, MfaDevice device) {
        EventBuilder event = about(request, EventType.REMOVE_CREDENTIAL, "remove", device.type(), device.name())
                .detail(Details.CREDENTIAL_ID, device.id());
        event.clone().success();
        if (device.type() == DeviceType.TOTP) {
            event.event(EventType.REMOVE_TOTP).success();
        }
    }

    /** Tells of a device that has another name now. */
    public static void renamed(EventBuilder request, MfaDevice device, String before) {
        update(request, "rename", device)
                .detail(PREVIOUS_NAME, EventText.written(before))
                .success();
    }

    /**
     * Tells the owner of a device that was renamed by a way of Keycloak's that says nothing of it, such as the account
     * REST API.
     *
     * @param device the device as it is now
     * @param before the name that it had
     */
    public static void renamedElsewhere(
            KeycloakSession session, RealmModel realm, UserModel user, MfaDevice device, String before) {
        EventBuilder event = new EventBuilder(realm, session).user(user).detail(BY, UNKNOWN);
        ClientConnection connection = session.getContext().getConnection();
        if (connection != null) {
            event.ipAddress(connection.getRemoteHost());
        }
        renamed(event, device, before);
    }

    /** Tells of a change that found no device of the user's. */
    public static void failed(EventBuilder request, String operation, String error) {
        EventType event = "remove".equals(operation) ? EventType.REMOVE_CREDENTIAL : EventType.UPDATE_CREDENTIAL;
        about(request, event, operation, DeviceType.TOTP, "").error(error);
    }

    private static EventBuilder about(
            EventBuilder request, EventType event, String operation, DeviceType type, String name) {
        return request.clone()
                .event(event)
                .detail(Details.CREDENTIAL_TYPE, type.credentialType())
                .detail(Details.CREDENTIAL_USER_LABEL, EventText.written(name))
                .detail(OPERATION, operation);
    }
}
