package io.iammfa.keycloak.device;

import org.keycloak.common.util.Time;
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
}
