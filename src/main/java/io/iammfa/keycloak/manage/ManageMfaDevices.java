package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.guard.ImpersonationGuard;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.authentication.CredentialAction;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The user's own devices: a table, and for each device rename, resync, replace and remove. Pages and fields are a public
 * contract. IAM calls the page Security credentials.
 */
final class ManageMfaDevices implements RequiredActionProvider, CredentialAction {

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        new OpenPage(authSession).close();
        WizardRequest.restore(authSession);
    }

    /** Where sign-ins have levels, the one of the devices is needed here. */
    @Override
    public String getCredentialType(KeycloakSession session, AuthenticationSessionModel authSession) {
        return OTPCredentialModel.TYPE;
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {}

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        boolean waiting = WizardRequest.isWaiting(context.getAuthenticationSession(), ManageMfaDevicesFactory.ID);
        if (!MfaPolicy.of(context.getRealm()).optedIn() || waiting) {
            context.ignore();
        } else {
            ImpersonationGuard.unlessRefused(context, () -> new ManageRequest(context).show());
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            new ManageRequest(context).leave();
        } else {
            ImpersonationGuard.unlessRefused(context, () -> new ManageRequest(context).accept());
        }
    }

    @Override
    public void close() {}
}
