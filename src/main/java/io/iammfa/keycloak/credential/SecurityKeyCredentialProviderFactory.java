package io.iammfa.keycloak.credential;

import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.WebAuthnCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's own {@code keycloak-webauthn} provider, so that every path meets the same rules. */
public final class SecurityKeyCredentialProviderFactory extends WebAuthnCredentialProviderFactory {

    @Override
    @SuppressWarnings("rawtypes")
    public CredentialProvider create(KeycloakSession session) {
        return new SecurityKeyCredentialProvider(session, getMetadataService(), createOrGetObjectConverter());
    }

    @Override
    public int order() {
        return 100;
    }
}
