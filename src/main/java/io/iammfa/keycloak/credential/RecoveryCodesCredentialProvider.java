package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.RecoveryAuthnCodesCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;

/** Keycloak's recovery codes, in realms that opted in behind the proof that a device is changed by: they sign in where it would. */
final class RecoveryCodesCredentialProvider extends RecoveryAuthnCodesCredentialProvider {

    private final KeycloakSession session;

    RecoveryCodesCredentialProvider(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    /** @throws ModelException with words for the user, if they make codes for themselves and the proof is missing */
    @Override
    public CredentialModel createCredential(
            RealmModel realm, UserModel user, RecoveryAuthnCodesCredentialModel credential) {
        OwnChange change = new OwnChange(session, realm, user);
        MfaPolicy policy = MfaPolicy.of(realm);
        if (policy.optedIn() && change.isOwn()) {
            change.requireUser();
            if (policy.asksForProof(new MfaDevices(session, realm, user).any()) && !change.isProved()) {
                throw new ModelException(change.words("mfaProofIntro"));
            }
        }
        return super.createCredential(realm, user, credential);
    }
}
