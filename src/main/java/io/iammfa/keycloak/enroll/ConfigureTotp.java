package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.requiredactions.UpdateTotp;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Takes the place of Keycloak's {@code CONFIGURE_TOTP}: in realms that opted in it is the wizard under another name, so
 * that nothing adds a device with one code, past the limit or under a name that is taken; elsewhere it is as ever.
 */
public final class ConfigureTotp extends UpdateTotp {

    private final AssignMfaDevice wizard = new AssignMfaDevice();

    @Override
    public int order() {
        return 100;
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (MfaPolicy.of(context.getRealm()).optedIn()) {
            wizard.requiredActionChallenge(context);
        } else {
            super.requiredActionChallenge(context);
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (MfaPolicy.of(context.getRealm()).optedIn()) {
            wizard.processAction(context);
        } else {
            super.processAction(context);
        }
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        wizard.initiatedActionCanceled(session, authSession);
    }
}
