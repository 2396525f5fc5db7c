package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.requiredactions.UpdateTotp;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
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
            if (context.getStatus() == RequiredActionContext.Status.SUCCESS) {
                addRecoveryCodes(context);
            }
        } else {
            super.processAction(context);
        }
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        wizard.initiatedActionCanceled(session, authSession);
    }

    /** Keycloak's setting "Add Recovery Codes" of this action goes on to hold. */
    private static void addRecoveryCodes(RequiredActionContext context) {
        String action = UserModel.RequiredAction.CONFIGURE_RECOVERY_AUTHN_CODES.name();
        RequiredActionProviderModel model = context.getRealm().getRequiredActionProviderByAlias(action);
        if (context.getConfig() != null
                && Boolean.parseBoolean(context.getConfig().getConfigValue(ADD_RECOVERY_CODES, "false"))
                && model != null
                && model.isEnabled()
                && isAskedForBySomeFlow(context)
                && !context.getUser().credentialManager().isConfiguredFor(RecoveryAuthnCodesCredentialModel.TYPE)) {
            context.getUser().addRequiredAction(action);
        }
    }

    private static boolean isAskedForBySomeFlow(RequiredActionContext context) {
        RealmModel realm = context.getRealm();
        return realm.getAuthenticationFlowsStream()
                .flatMap(flow -> realm.getAuthenticationExecutionsStream(flow.getId()))
                .filter(execution -> execution.getAuthenticator() != null && !execution.isDisabled())
                .map(execution -> context.getSession()
                        .getKeycloakSessionFactory()
                        .getProviderFactory(Authenticator.class, execution.getAuthenticator()))
                .anyMatch(factory -> factory instanceof AuthenticatorFactory authenticator
                        && RecoveryAuthnCodesCredentialModel.TYPE.equals(authenticator.getReferenceCategory()));
    }
}
