package io.iammfa.keycloak.form;

import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A run of the wizard that another required action asked for, and comes back to. It lives in the authentication session,
 * on the server's side.
 */
public final class WizardRequest {

    private static final String STARTED = "mfa-wizard-started";
    private static final String ASKED = "mfa-wizard-asked";
    private static final String REPLACES = "mfa-wizard-replaces";
    private static final String PENDING = "mfa-wizard-pending-action";

    private WizardRequest() {}

    /**
     * Leads into the wizard.
     *
     * @param asking the required action to come back to
     * @param replacedId the device that the new one replaces, or null for none
     */
    public static void start(RequiredActionContext context, String asking, String replacedId) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        authSession.setAuthNote(STARTED, asking);
        if (!isRequired(context, MfaPolicy.REQUIRED_ACTION)) {
            // what the sign-in requires anyway can't be left
            authSession.setAuthNote(ASKED, "true");
        }
        if (replacedId != null) {
            authSession.setAuthNote(REPLACES, replacedId);
        }
        // Keycloak runs what the session requires first, and what an application asked for last; what an admin requires
        // of the user stays with the user, until it is done
        authSession.addRequiredAction(MfaPolicy.REQUIRED_ACTION);
        if (!isRequired(context, asking)) {
            String pending = authSession.getClientNote(Constants.KC_ACTION);
            if (pending != null && !pending.equals(asking)) {
                authSession.setAuthNote(PENDING, pending);
            }
            authSession.setClientNote(Constants.KC_ACTION, asking);
        }
        authSession.setClientNote(Constants.KC_ACTION_EXECUTING, asking);
        authSession.removeClientNote(Constants.KC_ACTION_ENFORCED);
        Pages.goOn(context, context.getEvent());
    }

    /** Has the wizard come next, which the user may leave for now unless it is required of them anyway. */
    public static void offer(AuthenticationSessionModel authSession, UserModel user) {
        if (user.getRequiredActionsStream().noneMatch(MfaPolicy.REQUIRED_ACTION::equals)) {
            authSession.setAuthNote(ASKED, "true");
        }
        authSession.addRequiredAction(MfaPolicy.REQUIRED_ACTION);
    }

    private static boolean isRequired(RequiredActionContext context, String action) {
        return Stream.concat(
                        context.getAuthenticationSession().getRequiredActions().stream(),
                        context.getUser().getRequiredActionsStream())
                .anyMatch(action::equals);
    }

    /** Whether an action waits for the wizard that it has asked for. */
    public static boolean isWaiting(AuthenticationSessionModel authSession, String asking) {
        return asking.equals(authSession.getAuthNote(STARTED));
    }

    /** Whether any action waits for it. */
    public static boolean isWaiting(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(STARTED) != null;
    }

    /** Gives an application back what it asked for, once the action that led into the wizard ends. */
    public static void restore(AuthenticationSessionModel authSession) {
        String pending = authSession.getAuthNote(PENDING);
        if (pending != null) {
            authSession.removeAuthNote(PENDING);
            authSession.setClientNote(Constants.KC_ACTION, pending);
        }
    }

    /** Whether an application, or another page, asked for what runs now, so that the user may leave. */
    public static boolean isAppInitiated(AuthenticationSessionModel authSession) {
        return authSession.getClientNote(Constants.KC_ACTION_EXECUTING) != null;
    }

    /** Whether the sign-in requires what the application asked for, so that Keycloak lets nobody leave. */
    public static boolean isEnforced(AuthenticationSessionModel authSession) {
        return "true".equals(authSession.getClientNote(Constants.KC_ACTION_ENFORCED));
    }

    /** Whether somebody asked for the wizard, so that the user may leave it. */
    public static boolean isAsked(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(ASKED) != null;
    }

    /** The device to be replaced. */
    public static Optional<String> replaces(AuthenticationSessionModel authSession) {
        return Optional.ofNullable(authSession.getAuthNote(REPLACES));
    }

    /** Leaves the wizard without a device, back to who asked for it. */
    public static void leave(RequiredActionContext context) {
        end(context.getAuthenticationSession());
        context.getAuthenticationSession().removeRequiredAction(MfaPolicy.REQUIRED_ACTION);
        Pages.goOn(context, context.getEvent());
    }

    /** Forgets the request. */
    public static void end(AuthenticationSessionModel authSession) {
        authSession.removeAuthNote(STARTED);
        authSession.removeAuthNote(ASKED);
        authSession.removeAuthNote(REPLACES);
    }
}
