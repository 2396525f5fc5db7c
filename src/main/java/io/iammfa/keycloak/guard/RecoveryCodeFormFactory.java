package io.iammfa.keycloak.guard;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.pass.Passes;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.CredentialValidator;
import org.keycloak.authentication.authenticators.browser.RecoveryAuthnCodesFormAuthenticatorFactory;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Takes the place of Keycloak's {@code auth-recovery-authn-code-form}; in a realm that did not opt in it is Keycloak's own. */
public final class RecoveryCodeFormFactory extends RecoveryAuthnCodesFormAuthenticatorFactory {

    @Override
    public Authenticator create(KeycloakSession session) {
        Authenticator stock = super.create(session);
        RealmModel realm = session.getContext().getRealm();
        if (realm == null || !MfaPolicy.of(realm).optedIn() || !(stock instanceof CredentialValidator<?> validator)) {
            return stock;
        }
        return isAskedLast(session, realm, stock) ? new RecoveryCodeForm(stock) : new Sorted(stock, validator);
    }

    /** Whether the user has something else that is asked for before. */
    private static boolean isAskedLast(KeycloakSession session, RealmModel realm, Authenticator stock) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        UserModel user = authSession == null ? null : authSession.getAuthenticatedUser();
        return user != null
                && stock.configuredFor(session, realm, user)
                && (new MfaDevices(session, realm, user).any() || new Passes(session, realm, user).anyOpen());
    }

    @Override
    public int order() {
        return 100;
    }

    /** The same, sorted as ever. */
    private static final class Sorted extends RecoveryCodeForm implements CredentialValidator<CredentialProvider<?>> {

        private final CredentialValidator<?> validator;

        Sorted(Authenticator stock, CredentialValidator<?> validator) {
            super(stock);
            this.validator = validator;
        }

        @Override
        public CredentialProvider<?> getCredentialProvider(KeycloakSession session) {
            return validator.getCredentialProvider(session);
        }

        @Override
        public String getType(KeycloakSession session) {
            return validator.getType(session);
        }
    }
}
