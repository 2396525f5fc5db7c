package io.iammfa.keycloak.guard;

import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.WebAuthnPasswordlessRegisterFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@code webauthn-register-passwordless}: a passkey signs in without a device. */
public final class RegisterPasskey extends WebAuthnPasswordlessRegisterFactory {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ProvedFirst.before(session, super.create(session));
    }

    @Override
    public int order() {
        return 100;
    }
}
