package io.iammfa.keycloak.guard;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.SignInTally;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.List;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.FlowStatus;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's own form for a recovery code, where MFA devices stand beside it. Unlike Keycloak's own it is not sorted by the
 * user's credentials, of which recovery codes may be the older ones: so devices are asked for first. Who has used a code is
 * led to their devices, one of which is lost.
 */
class RecoveryCodeForm implements Authenticator {

    private final Authenticator stock;

    RecoveryCodeForm(Authenticator stock) {
        this.stock = stock;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        stock.authenticate(context);
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        stock.action(context);
        tally(context);
        if (context.getStatus() == FlowStatus.SUCCESS) {
            used(context);
        }
    }

    /** By what Keycloak's own form says; the outcome of a request that only shows a page is none. */
    private static void tally(AuthenticationFlowContext context) {
        if (!MfaPolicy.of(context.getRealm()).optedIn() || context.getStatus() == null) {
            return;
        }
        SignInTally tally = new SignInTally(context.getSession(), context.getRealm());
        switch (context.getStatus()) {
            case SUCCESS -> tally.accepted(Means.RECOVERY_CODE);
            case FAILURE_CHALLENGE -> tally.refused(Means.RECOVERY_CODE);
            case FORCE_CHALLENGE -> tally.locked();
            default -> {}
        }
    }

    private static void used(AuthenticationFlowContext context) {
        MfaPolicy policy = MfaPolicy.of(context.getRealm());
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (!policy.optedIn()) {
            return;
        }
        DeviceSession.recovered(authSession);
        boolean owner = new MfaDevices(context.getSession(), context.getRealm(), context.getUser()).any();
        if (policy.recoveryProves() && owner && MfaPolicy.isManaged(context.getRealm())) {
            authSession.addRequiredAction(MfaPolicy.MANAGE_ACTION);
        }
    }

    @Override
    public boolean requiresUser() {
        return stock.requiresUser();
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return stock.configuredFor(session, realm, user);
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        stock.setRequiredActions(session, realm, user);
    }

    @Override
    public List<RequiredActionFactory> getRequiredActions(KeycloakSession session) {
        return stock.getRequiredActions(session);
    }

    @Override
    public boolean areRequiredActionsEnabled(KeycloakSession session, RealmModel realm) {
        return stock.areRequiredActionsEnabled(session, realm);
    }

    @Override
    public void close() {
        stock.close();
    }
}
