package io.iammfa.keycloak.form;

import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.sessions.AuthenticationSessionModel;

/** That a flow asks the user of a sign-in for a device, and what the user has answered. */
public final class Asking {

    private static final String BY_FLOW = "mfa-asked-by-flow";
    private static final String TO_ASSIGN = "mfa-asked-to-assign";
    private static final String PUT_OFF = "mfa-asked-put-off";

    private Asking() {}

    /** Asks: the wizard comes next, unless the user may still put it off. */
    public static void byFlow(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(BY_FLOW, "true");
        authSession.addRequiredAction(MfaPolicy.REQUIRED_ACTION);
    }

    public static boolean isByFlow(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(BY_FLOW) != null;
    }

    /** The user would rather assign one now. */
    public static void assign(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(TO_ASSIGN, "true");
    }

    /** The user has assigned one, and may put off the next. */
    public static void assigned(AuthenticationSessionModel authSession) {
        authSession.removeAuthNote(TO_ASSIGN);
    }

    public static boolean isToAssign(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(TO_ASSIGN) != null;
    }

    /** The user has put it off, for this sign-in. */
    public static void putOff(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(PUT_OFF, "true");
    }

    public static boolean isPutOff(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(PUT_OFF) != null;
    }
}
