package io.iammfa.keycloak.credential;

import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.WebAuthnPasswordlessCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's own {@code keycloak-webauthn-passwordless} provider. */
public final class PasskeyCredentialProviderFactory extends WebAuthnPasswordlessCredentialProviderFactory {

    @Override
    @SuppressWarnings("rawtypes")
    public CredentialProvider create(KeycloakSession session) {
        return new PasskeyCredentialProvider(session, getMetadataService(), createOrGetObjectConverter());
    }

    @Override
    public int order() {
        return 100;
    }
}
