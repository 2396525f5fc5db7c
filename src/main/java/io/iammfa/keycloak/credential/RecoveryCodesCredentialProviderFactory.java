package io.iammfa.keycloak.credential;

import org.keycloak.credential.RecoveryAuthnCodesCredentialProvider;
import org.keycloak.credential.RecoveryAuthnCodesCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's own {@code keycloak-recovery-authn-codes} provider. */
public final class RecoveryCodesCredentialProviderFactory extends RecoveryAuthnCodesCredentialProviderFactory {

    @Override
    public RecoveryAuthnCodesCredentialProvider create(KeycloakSession session) {
        return new RecoveryCodesCredentialProvider(session);
    }

    @Override
    public int order() {
        return 100;
    }
}
