package io.iammfa.keycloak.credential;

import com.webauthn4j.converter.util.ObjectConverter;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.PasskeySignIn;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.authentication.authenticators.browser.WebAuthnMetadataService;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.WebAuthnCredentialModelInput;
import org.keycloak.credential.WebAuthnPasswordlessCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Keycloak's passwordless passkeys, which also notes whether one verified its owner. */
final class PasskeyCredentialProvider extends WebAuthnPasswordlessCredentialProvider {

    /** Authenticator data: 32 bytes of hash, then the flags. WebAuthn Level 2, section 6.1. */
    private static final int FLAGS = 32;

    private static final int USER_VERIFIED = 0x04;

    private final KeycloakSession session;

    PasskeyCredentialProvider(
            KeycloakSession session, WebAuthnMetadataService metadataService, ObjectConverter objectConverter) {
        super(session, metadataService, objectConverter);
        this.session = session;
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        boolean valid = super.isValid(realm, user, input);
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        if (valid
                && authSession != null
                && MfaPolicy.of(realm).optedIn()
                && input instanceof WebAuthnCredentialModelInput passkey
                && hasVerified(passkey.getAuthenticationRequest().getAuthenticatorData())) {
            PasskeySignIn.verified(authSession, user);
        }
        return valid;
    }

    /**
     * A passkey is no device, but signs in without one; so whoever owns a device proves it before they add a passkey.
     *
     * @throws ModelException with words for the user, if the proof is missing
     */
    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, WebAuthnCredentialModel passkey) {
        OwnChange change = new OwnChange(session, realm, user);
        MfaPolicy policy = MfaPolicy.of(realm);
        if (policy.optedIn() && change.isOwn()) {
            change.requireUser();
            if (policy.asksForProof(new MfaDevices(session, realm, user).any()) && !change.isProved()) {
                throw new ModelException(change.words("mfaPasskeyNeedsProof"));
            }
        }
        return super.createCredential(realm, user, passkey);
    }

    /** The flags are what the passkey signed, so that nobody else can set them. */
    private static boolean hasVerified(byte[] authenticatorData) {
        return (authenticatorData[FLAGS] & USER_VERIFIED) != 0;
    }
}
