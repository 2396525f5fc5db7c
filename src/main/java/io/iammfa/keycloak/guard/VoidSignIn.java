package io.iammfa.keycloak.guard;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.messages.Messages;

/**
 * Ends a sign-in whose second factor was void before it was complete: "this was not me", a reset or a revoked pass end what
 * is signed in, and whoever still stood on one of its pages must not go on.
 */
public final class VoidSignIn {

    private VoidSignIn() {}

    /** @throws ErrorPageException with Keycloak's words for a sign-in that took too long */
    public static void refuse(RequiredActionContext context) {
        if (MfaPolicy.of(context.getRealm()).optedIn()
                && DeviceSession.isVoid(
                        context.getSession(),
                        context.getRealm(),
                        context.getUser(),
                        context.getAuthenticationSession())) {
            context.getEvent().clone().error("mfa_proof_void");
            throw new ErrorPageException(
                    context.getSession(),
                    context.getAuthenticationSession(),
                    Response.Status.BAD_REQUEST,
                    Messages.EXPIRED_CODE);
        }
    }
}
