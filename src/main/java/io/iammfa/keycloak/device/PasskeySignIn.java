package io.iammfa.keycloak.device;

import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * That a passwordless passkey signed a user in and verified them, by PIN, finger or face: two factors in one. Such
 * passkeys are no devices.
 */
public final class PasskeySignIn {

    private static final String VERIFIED = "mfa-passkey-verified";

    private PasskeySignIn() {}

    /** Notes it for this sign-in. */
    public static void verified(AuthenticationSessionModel authSession, UserModel user) {
        authSession.setAuthNote(VERIFIED, user.getId());
    }

    /** Whether it was so in this sign-in. */
    public static boolean isVerified(AuthenticationSessionModel authSession, UserModel user) {
        return user.getId().equals(authSession.getAuthNote(VERIFIED));
    }
}
