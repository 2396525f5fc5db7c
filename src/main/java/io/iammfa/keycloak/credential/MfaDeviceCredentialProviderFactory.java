package io.iammfa.keycloak.credential;

import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.credential.OTPCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's own {@code keycloak-otp} provider, so that every path meets the same rules. */
public final class MfaDeviceCredentialProviderFactory extends OTPCredentialProviderFactory {

    @Override
    public OTPCredentialProvider create(KeycloakSession session) {
        return new MfaDeviceCredentialProvider(session);
    }

    @Override
    public int order() {
        return 100;
    }
}
