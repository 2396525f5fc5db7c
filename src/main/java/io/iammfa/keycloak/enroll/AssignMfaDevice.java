package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.guard.Impersonation;
import io.iammfa.keycloak.guard.ImpersonationGuard;
import io.iammfa.keycloak.guard.VoidSignIn;
import org.keycloak.authentication.CredentialRegistrator;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The wizard that assigns an MFA device: a name and a type; then, for an authenticator app, a QR code or the secret key
 * and two consecutive codes, for a security key the browser's dialog. Pages and fields are a public contract.
 */
final class AssignMfaDevice implements RequiredActionProvider, CredentialRegistrator {

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        new Wizard(authSession).end();
        WizardRequest.end(authSession);
    }

    @Override
    public String getCredentialType(KeycloakSession session, AuthenticationSessionModel authSession) {
        return OTPCredentialModel.TYPE;
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        VoidSignIn.refuse(context);
        Impersonation.keep(
                context.getSession(), context.getRealm(), context.getUser(), context.getAuthenticationSession());
        new Overdue(context).ask();
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        ImpersonationGuard.unlessRefused(context, () -> {
            if (!new DeadlineStep(context).isInstead()) {
                new Enrolment(context).show();
            }
        });
    }

    @Override
    public void processAction(RequiredActionContext context) {
        ImpersonationGuard.unlessRefused(context, () -> {
            if (!new DeadlineStep(context).accepts()) {
                new Enrolment(context).accept();
            }
        });
    }

    @Override
    public void close() {}
}
