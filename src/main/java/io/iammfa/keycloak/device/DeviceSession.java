package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.MfaPolicy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

    /** The temporary pass that proved the user in the place of a device, by its id. */
    public static final String PASS_ID = "mfa_pass_id";

    /** When that pass ends, Unix time in seconds. */
    public static final String PASS_EXPIRES_AT = "mfa_pass_expires_at";

    /** When a recovery code proved the user in the place of a device, Unix time in seconds. */
    public static final String RECOVERED_AT = "mfa_recovered_at";

    /** Whether anything stood beside the password, {@code true} or {@code false}; not there where nobody asked. IAM: aws:MultiFactorAuthPresent. */
    public static final String PRESENT = "mfa_present";

    /** Until when the user may sign in without a device, Unix time in seconds; only where {@link #PRESENT} is false. */
    public static final String DEADLINE = "mfa_deadline";

    /** A note of the sign-in alone. */
    private static final String MAILED = "mfa-mailed";

    private DeviceSession() {}

    /** Notes that the device has just proved its owner. */
    public static void proved(AuthenticationSessionModel authSession, MfaDevice device) {
        present(authSession);
        authSession.setUserSessionNote(DEVICE_ID, device.id());
        authSession.setUserSessionNote(DEVICE_NAME, device.name());
        authSession.setUserSessionNote(AUTHENTICATED_AT, String.valueOf(Time.currentTime()));
    }

    /** Notes that the user's storage has just accepted a code; its users own no authenticator app here. */
    public static void provedByStorage(AuthenticationSessionModel authSession) {
        present(authSession);
        authSession.setUserSessionNote(AUTHENTICATED_AT, String.valueOf(Time.currentTime()));
    }

    /** Notes that a temporary pass has just proved the user. */
    public static void passed(AuthenticationSessionModel authSession, String passId, Instant expiresAt) {
        present(authSession);
        authSession.setUserSessionNote(PASS_ID, passId);
        authSession.setUserSessionNote(PASS_EXPIRES_AT, String.valueOf(expiresAt.getEpochSecond()));
    }

    /** Notes that one of Keycloak's recovery codes has just proved the user. */
    public static void recovered(AuthenticationSessionModel authSession) {
        present(authSession);
        authSession.setUserSessionNote(RECOVERED_AT, String.valueOf(Time.currentTime()));
    }

    /** Notes that something stood beside the password: a device, or what may stand in for one. */
    public static void present(AuthenticationSessionModel authSession) {
        authSession.setUserSessionNote(PRESENT, "true");
    }

    /** Notes that the user goes on without a device, as long as that is allowed. */
    public static void inGrace(AuthenticationSessionModel authSession, Instant until) {
        authSession.setUserSessionNote(PRESENT, "false");
        authSession.setUserSessionNote(DEADLINE, String.valueOf(until.getEpochSecond()));
    }

    /** Whether the notes of a session say that it was let in without a device. */
    public static boolean isInGrace(Map<String, String> notes) {
        return "false".equals(notes.get(PRESENT));
    }

    /** Whether they say that something stood beside the password. */
    public static boolean isPresent(Map<String, String> notes) {
        return "true".equals(notes.get(PRESENT));
    }

    /** When the temporary pass of this sign-in ends, or empty where it is not of one. */
    public static Optional<Instant> passEnd(AuthenticationSessionModel authSession) {
        return Optional.ofNullable(authSession.getUserSessionNotes().get(PASS_EXPIRES_AT))
                .map(end -> Instant.ofEpochSecond(Long.parseLong(end)));
    }

    /** Whether a recovery code has proved the user in this sign-in. */
    public static boolean isRecovered(AuthenticationSessionModel authSession) {
        return authSession.getUserSessionNotes().containsKey(RECOVERED_AT);
    }

    /**
     * Whether the user has proved a device, or what may stand in for one, and still owns it: in this sign-in, or within the realm's
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
        if (isProved(notes(session, realm, user, authSession), devices, age)
                || isMailed(authSession, user) && !devices.any() && !devices.haveCodes()) {
            return true;
        }
        UserSessionModel userSession = session.sessions()
                .getUserSession(realm, authSession.getParentSession().getId());
        return isProved(session, realm, user, devices, userSession);
    }

    /** The same for a session that exists already, or null for none. */
    public static boolean isProved(
            KeycloakSession session, RealmModel realm, UserModel user, UserSessionModel userSession) {
        return isProved(session, realm, user, new MfaDevices(session, realm, user), userSession);
    }

    private static boolean isProved(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            MfaDevices devices,
            UserSessionModel userSession) {
        return userSession != null
                // the user may be gone
                && userSession.getUser() != null
                && userSession.getUser().getId().equals(user.getId())
                && isProved(
                        new ProofNotes(session, realm, user, userSession.getNotes()),
                        devices,
                        MfaPolicy.of(realm).maxAuthAge());
    }

    private static boolean isProved(ProofNotes notes, MfaDevices devices, int age) {
        return notes.ofDevice(devices, age)
                || MfaPolicy.of(notes.realm()).recoveryProves() && notes.ofRecoveryCode(age)
                || notes.ofPass();
    }

    private static ProofNotes notes(
            KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authSession) {
        return new ProofNotes(session, realm, user, authSession.getUserSessionNotes());
    }

    /**
     * Whether what has proved the user in this sign-in is void by now: all that was signed in was ended in between, or the
     * pass has ended or was taken back.
     */
    public static boolean isVoid(
            KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authSession) {
        return notes(session, realm, user, authSession).areVoid();
    }

    /** Notes that the user, who owns no device yet, has just shown that they read what is mailed to them. */
    public static void mailed(AuthenticationSessionModel authSession, UserModel user) {
        authSession.setAuthNote(MAILED, user.getId());
    }

    /** Whether the user has shown so in this sign-in. */
    public static boolean isMailed(AuthenticationSessionModel authSession, UserModel user) {
        return user.getId().equals(authSession.getAuthNote(MAILED));
    }
}
