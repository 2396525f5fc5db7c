package io.iammfa.keycloak.guard;

import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.authentication.CredentialRegistrator;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * One of Keycloak's required actions that could stand in for a device, or change who can: who owns a device proves it
 * first, and then Keycloak's own goes on.
 */
class ProvedFirst implements RequiredActionProvider {

    private final RequiredActionProvider stock;

    private ProvedFirst(RequiredActionProvider stock) {
        this.stock = stock;
    }

    /** Keycloak's own action behind a proof; in a realm that did not opt in, Keycloak's own and nothing else. */
    static RequiredActionProvider before(KeycloakSession session, RequiredActionProvider stock) {
        RealmModel realm = session.getContext().getRealm();
        if (realm == null || !MfaPolicy.of(realm).optedIn()) {
            return stock;
        }
        return stock instanceof CredentialRegistrator registrator
                ? new OfCredential(stock, registrator)
                : new ProvedFirst(stock);
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        ImpersonationGuard.unlessRefused(context, () -> {
            Proof proof = new Proof(context);
            if (proof.isMissing() && !isSkipped(context)) {
                proof.ask();
            } else {
                stock.requiredActionChallenge(context);
            }
        });
    }

    @Override
    public void processAction(RequiredActionContext context) {
        ImpersonationGuard.unlessRefused(context, () -> {
            Proof proof = new Proof(context);
            if (!proof.isMissing()) {
                stock.processAction(context);
            } else if (proof.accept()) {
                // anew: Keycloak's own may have nothing to show, which is no answer to what was sent
                Pages.goOn(context, context.getEvent().event(EventType.LOGIN));
            }
        });
    }

    /** Whether Keycloak's own has nothing to do and says so at once. */
    boolean isSkipped(RequiredActionContext context) {
        return false;
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        stock.evaluateTriggers(context);
    }

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return stock.initiatedActionSupport();
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        stock.initiatedActionCanceled(session, authSession);
    }

    @Override
    public int getMaxAuthAge(KeycloakSession session) {
        return stock.getMaxAuthAge(session);
    }

    @Override
    public void close() {
        stock.close();
    }

    /** The same for an action that adds a credential, of which Keycloak asks what type that is. */
    private static final class OfCredential extends ProvedFirst implements CredentialRegistrator {

        private final CredentialRegistrator registrator;

        private OfCredential(RequiredActionProvider stock, CredentialRegistrator registrator) {
            super(stock);
            this.registrator = registrator;
        }

        @Override
        boolean isSkipped(RequiredActionContext context) {
            AuthenticationSessionModel authSession = context.getAuthenticationSession();
            return Constants.KC_ACTION_PARAMETER_SKIP_IF_EXISTS.equals(
                            authSession.getClientNote(Constants.KC_ACTION_PARAMETER))
                    && context.getUser()
                            .credentialManager()
                            .getStoredCredentialsByTypeStream(getCredentialType(context.getSession(), authSession))
                            .findAny()
                            .isPresent();
        }

        @Override
        public String getCredentialType(KeycloakSession session, AuthenticationSessionModel authSession) {
            return registrator.getCredentialType(session, authSession);
        }
    }
}
