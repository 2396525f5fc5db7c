package io.iammfa.keycloak.guard;

import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.WebAuthnRegisterFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@code webauthn-register}: a key is a device. */
public final class RegisterKey extends WebAuthnRegisterFactory {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ProvedFirst.before(session, super.create(session));
    }

    @Override
    public int order() {
        return 100;
    }
}
