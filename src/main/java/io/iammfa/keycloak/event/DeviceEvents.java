package io.iammfa.keycloak.event;

import io.iammfa.keycloak.device.EventText;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.time.Instant;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
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

    /** The detail that says until when the user may sign in without a device, ISO 8601. */
    public static final String DEADLINE = "mfa_deadline";

    /** The detail with the id of the device that was replaced. */
    public static final String REPLACED_ID = "mfa_replaced_credential_id";

    /** The detail with the name that a device had before. */
    public static final String PREVIOUS_NAME = "mfa_previous_name";

    /** The detail that says who did it where that is not plain: {@value #ADMIN} or {@value #UNKNOWN}. */
    public static final String BY = "mfa_by";

    /** The detail that says what became of a temporary pass: {@code given}, {@code used} or {@code revoked}. */
    public static final String PASS = "mfa_pass";

    /** The detail that says by how many seconds a clock is fast, or slow where negative. */
    public static final String DRIFT = "mfa_clock_drift_seconds";

    /** What stands for the type of a credential in the events of temporary passes. */
    private static final String PASS_TYPE = "mfa-pass";

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
        if (!device.isKey()) {
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
        renamed(own(session, realm, user).detail(BY, UNKNOWN), device, before);
    }

    private static EventBuilder own(KeycloakSession session, RealmModel realm, UserModel user) {
        EventBuilder event = new EventBuilder(realm, session).user(user);
        ClientConnection connection = session.getContext().getConnection();
        return connection == null ? event : event.ipAddress(connection.getRemoteHost());
    }

    /**
     * Tells of a temporary pass, which signs in where a device would.
     *
     * @param state {@code given}, {@code used} or {@code revoked}
     */
    private static EventBuilder pass(EventBuilder request, String passId, String state) {
        return request.clone()
                .event(EventType.UPDATE_CREDENTIAL)
                .detail(Details.CREDENTIAL_TYPE, PASS_TYPE)
                .detail(Details.CREDENTIAL_ID, passId)
                .detail(OPERATION, "pass")
                .detail(PASS, state);
    }

    public static void passGiven(EventBuilder request, String passId) {
        pass(request, passId, "given").success();
    }

    public static void passUsed(EventBuilder request, String passId) {
        pass(request, passId, "used").success();
    }

    public static void passRevoked(EventBuilder request, String passId) {
        pass(request, passId, "revoked").success();
    }

    /** Tells that an admin has taken all devices, and what stands in for them, from a user. */
    public static void reset(EventBuilder request) {
        request.clone()
                .event(EventType.REMOVE_CREDENTIAL)
                .detail(Details.CREDENTIAL_TYPE, DeviceType.TOTP.credentialType())
                .detail(OPERATION, "reset")
                .success();
    }

    /** Tells the owner of a device whose clock has run off, and whoever watches the realm. */
    public static void clockOff(KeycloakSession session, RealmModel realm, UserModel user, MfaDevice device) {
        update(own(session, realm, user), "drift", device)
                .detail(DRIFT, String.valueOf(device.clockDriftSeconds()))
                .success();
    }

    /**
     * Tells auditors that a user was reminded by mail of the date from which a device is needed.
     *
     * @param sent whether the mail could be sent
     */
    public static void reminded(
            KeycloakSession session, RealmModel realm, UserModel user, Instant until, boolean sent) {
        // an update of a credential would have Keycloak mail the user once more
        EventBuilder event = new EventBuilder(realm, session)
                .event(EventType.CUSTOM_REQUIRED_ACTION)
                .user(user)
                .detail(Details.CUSTOM_REQUIRED_ACTION, MfaPolicy.REQUIRED_ACTION)
                .detail(OPERATION, "remind")
                .detail(DEADLINE, until.toString());
        if (sent) {
            event.success();
        } else {
            event.error(Errors.EMAIL_SEND_FAILED);
        }
    }

    /** Tells admins that a user says of a change that it was none of theirs. */
    public static void disavowed(EventBuilder request, ToldChange told) {
        request.event(EventType.UPDATE_CREDENTIAL)
                .detail(OPERATION, told.operation())
                .detail(Details.CREDENTIAL_USER_LABEL, EventText.written(told.device()))
                .detail(BY, told.by())
                .error("mfa_disavowed");
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
