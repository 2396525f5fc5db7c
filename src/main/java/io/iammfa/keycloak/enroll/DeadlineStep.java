package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Standing;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.form.Asking;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What comes before the wizard where a flow asks for a device and the user may still go on without one: a page that says until
 * when. Where the user or an admin asked for the wizard, it comes at once.
 */
final class DeadlineStep {

    private static final String LATER = "later";
    private static final String ASSIGN = "assign";

    private final RequiredActionContext context;
    private final AuthenticationSessionModel authSession;
    private final Deadline deadline;

    DeadlineStep(RequiredActionContext context) {
        this.context = context;
        this.authSession = context.getAuthenticationSession();
        this.deadline = new Deadline(context.getSession(), context.getRealm(), context.getUser());
    }

    /** Shows the page, or goes on without a device, or says that the wizard is next. */
    boolean isInstead() {
        if (!comesFirst()) {
            return false;
        }
        Standing standing = deadline.ask();
        if (standing.state() != Standing.State.IN_GRACE) {
            return false;
        }
        if (standing.skippedToday() && !WizardRequest.isAppInitiated(authSession)) {
            goOn(standing);
        } else {
            show(standing);
        }
        return true;
    }

    /** Takes what the page sent, or says that it is the wizard's. */
    boolean accepts() {
        if (!comesFirst()) {
            return false;
        }
        String action = context.getHttpRequest().getDecodedFormParameters().getFirst(Pages.ACTION);
        Standing standing = LATER.equals(action) ? deadline.later() : deadline.ask();
        if (standing.state() != Standing.State.IN_GRACE) {
            return false;
        }
        if (LATER.equals(action)) {
            goOn(standing);
        } else if (ASSIGN.equals(action)) {
            Asking.assign(authSession);
            new Enrolment(context).show();
        } else {
            show(standing);
        }
        return true;
    }

    private boolean comesFirst() {
        return Asking.isByFlow(authSession)
                && !Asking.isToAssign(authSession)
                && (!WizardRequest.isAppInitiated(authSession) || WizardRequest.isEnforced(authSession))
                && DeviceSession.passEnd(authSession).isEmpty()
                // who owns a device by now, and has not shown it, puts nothing off
                && (!owns() || DeviceSession.isPresent(authSession.getUserSessionNotes()))
                && context.getUser().getRequiredActionsStream().noneMatch(MfaPolicy.REQUIRED_ACTION::equals);
    }

    private void show(Standing standing) {
        Pages.show(
                context,
                "mfa-device-deadline.ftl",
                Map.of(
                        "until", new UserTime(context.getSession(), context.getUser()).say(standing.until()),
                        "last", standing.lastDay(),
                        "some", owns(),
                        "least",
                                UserPolicy.of(context.getRealm(), context.getUser())
                                        .policy()
                                        .minDevices()),
                List.of());
    }

    private void goOn(Standing standing) {
        Asking.putOff(authSession);
        if (!owns()) {
            DeviceSession.inGrace(authSession, standing.until());
        }
        context.getEvent().detail(DeviceEvents.DEADLINE, standing.until().toString());
        if (WizardRequest.isAppInitiated(authSession)) {
            // the application is told that there is no device
            authSession.removeRequiredAction(MfaPolicy.REQUIRED_ACTION);
            context.cancel();
        } else {
            context.success();
        }
    }

    private boolean owns() {
        return new MfaDevices(context.getSession(), context.getRealm(), context.getUser()).any();
    }
}
