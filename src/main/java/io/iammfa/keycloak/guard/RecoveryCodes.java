package io.iammfa.keycloak.guard;

import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.RecoveryAuthnCodesAction;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@code CONFIGURE_RECOVERY_AUTHN_CODES}: a recovery code signs in where a device would. */
public final class RecoveryCodes extends RecoveryAuthnCodesAction {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ProvedFirst.before(session, super.create(session));
    }

    @Override
    public int order() {
        return 100;
    }
}
