package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Standing;
import io.iammfa.keycloak.form.Asking;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * Who has to have a device by now though no step of the flow asks: whoever goes on with a session that was let in without one
 * until a date that has come, and whoever has proved one and has to own more.
 */
final class Overdue {

    private final RequiredActionContext context;
    private final MfaPolicy policy;

    Overdue(RequiredActionContext context) {
        this.context = context;
        this.policy = UserPolicy.of(context.getRealm(), context.getUser()).policy();
    }

    /** Asks for a device where it has to be. */
    void ask() {
        if (policy.optedIn()
                && !Asking.isPutOff(context.getAuthenticationSession())
                // who came with a pass is led to the wizard anyway, and may leave it
                && DeviceSession.passEnd(context.getAuthenticationSession()).isEmpty()
                && (isOverdueInGraceSession() || ownsTooFew())) {
            Asking.byFlow(context.getAuthenticationSession());
        }
    }

    private boolean isOverdueInGraceSession() {
        AuthResult signedIn =
                AuthenticationManager.authenticateIdentityCookie(context.getSession(), context.getRealm(), true);
        UserSessionModel userSession = signedIn == null ? null : signedIn.getSession();
        return userSession != null
                && userSession.getUser() != null
                && userSession.getUser().getId().equals(context.getUser().getId())
                && DeviceSession.isInGrace(userSession.getNotes())
                && !DeviceSession.isPresent(context.getAuthenticationSession().getUserSessionNotes())
                && standing().state() == Standing.State.OVERDUE;
    }

    private boolean ownsTooFew() {
        return policy.minDevices() > 1
                && DeviceSession.isPresent(context.getAuthenticationSession().getUserSessionNotes())
                && new MfaDevices(context.getSession(), context.getRealm(), context.getUser()).any()
                && standing().state() != Standing.State.FREE;
    }

    private Standing standing() {
        return new Deadline(context.getSession(), context.getRealm(), context.getUser()).look();
    }
}
