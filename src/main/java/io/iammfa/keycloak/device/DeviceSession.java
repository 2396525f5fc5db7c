package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.Map;
import org.keycloak.common.util.Time;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What a user session says of the device that proved its owner: session notes that Keycloak's own session-note mapper
 * can put into tokens.
 */
public final class DeviceSession {

    /** The device's id. */
    public static final String DEVICE_ID = "mfa_device_id";

    /** The device's name at that moment. */
    public static final String DEVICE_NAME = "mfa_device_name";

    /** When the device proved its owner, Unix time in seconds. */
    public static final String AUTHENTICATED_AT = "mfa_authenticated_at";

    private DeviceSession() {}

    /** Notes that the device has just proved its owner. */
    public static void proved(AuthenticationSessionModel authSession, MfaDevice device) {
        authSession.setUserSessionNote(DEVICE_ID, device.id());
        authSession.setUserSessionNote(DEVICE_NAME, device.name());
        authSession.setUserSessionNote(AUTHENTICATED_AT, String.valueOf(Time.currentTime()));
    }

    /** Notes that the user's storage has just accepted a code; its users own no authenticator app here. */
    public static void provedByStorage(AuthenticationSessionModel authSession) {
        authSession.setUserSessionNote(AUTHENTICATED_AT, String.valueOf(Time.currentTime()));
    }

    /**
     * Whether the user has proved a device, and still owns it: in this sign-in, or within the realm's
     * {@code max_auth_age} in the session that it goes on with.
     */
    public static boolean isProved(
            KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authSession) {
        return isProved(session, realm, user, new MfaDevices(session, realm, user), authSession);
    }

    /** The same, by devices that are read already. */
    public static boolean isProved(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            MfaDevices devices,
            AuthenticationSessionModel authSession) {
        // what was proved for this very action holds while a person goes through it
        int age = Math.max(MfaPolicy.of(realm).maxAuthAge(), Constants.KC_ACTION_MAX_AGE);
        if (isProved(devices, authSession.getUserSessionNotes(), age)) {
            return true;
        }
        UserSessionModel userSession = session.sessions()
                .getUserSession(realm, authSession.getParentSession().getId());
        return isProved(realm, user, devices, userSession);
    }

    /** The same for a session that exists already, or null for none. */
    public static boolean isProved(
            KeycloakSession session, RealmModel realm, UserModel user, UserSessionModel userSession) {
        return isProved(realm, user, new MfaDevices(session, realm, user), userSession);
    }

    private static boolean isProved(
            RealmModel realm, UserModel user, MfaDevices devices, UserSessionModel userSession) {
        return userSession != null
                // the user may be gone
                && userSession.getUser() != null
                && userSession.getUser().getId().equals(user.getId())
                && isProved(devices, userSession.getNotes(), MfaPolicy.of(realm).maxAuthAge());
    }

    private static boolean isProved(MfaDevices devices, Map<String, String> notes, int age) {
        String at = notes.get(AUTHENTICATED_AT);
        if (at == null || Time.currentTime() - Long.parseLong(at) > age) {
            return false;
        }
        String deviceId = notes.get(DEVICE_ID);
        // a code that the user's storage has checked counts as long as no app is here to type codes of
        return deviceId == null
                ? devices.apps().isEmpty()
                : devices.find(deviceId).isPresent();
    }
}
