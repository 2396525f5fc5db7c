package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.WebAuthnConstants;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.FlowStatus;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.authenticators.browser.WebAuthnAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.LoginActionsService;

/** Keycloak's own check of security keys, for pages that have the browser's dialog beside a code field. */
public final class KeyCheck extends WebAuthnAuthenticator {

    private static final Logger LOG = Logger.getLogger(KeyCheck.class);

    /** The fields in base64url; what Keycloak makes of other texts there depends on its version. */
    private static final List<String> ENCODED = List.of(
            WebAuthnConstants.CLIENT_DATA_JSON,
            WebAuthnConstants.AUTHENTICATOR_DATA,
            WebAuthnConstants.SIGNATURE,
            WebAuthnConstants.CREDENTIAL_ID,
            WebAuthnConstants.USER_HANDLE);

    public KeyCheck(KeycloakSession session) {
        super(session);
    }

    /** The keys among the devices that browsers can be asked for. */
    public static List<MfaDevice> usable(List<MfaDevice> devices) {
        return devices.stream()
                .filter(device -> device.isKey() && device.key() != null)
                .toList();
    }

    /** Whether the page sent what a security key answered, or the browser's error. */
    public static boolean isSent(MultivaluedMap<String, String> form) {
        return form.containsKey(WebAuthnConstants.AUTHENTICATOR_DATA);
    }

    /**
     * Makes a challenge, and puts all that the browser needs to know into the page that is shown next.
     *
     * @return false if there is a key that Keycloak can't read, which keeps it from using any
     */
    public boolean prepare(AuthenticationFlowContext context) {
        try {
            return fillContextForm(context) != null;
        } catch (RuntimeException unreadable) {
            LOG.warnf(
                    "the security keys of the user %s can't be used: %s",
                    context.getUser().getId(), unreadable.getClass().getName());
            return false;
        }
    }

    /** The same on a page that is not part of a flow. */
    public boolean prepare(RequiredActionContext context) {
        boolean prepared = prepare(outsideOfFlows(context, context.getEvent()));
        // the page is the required action's again: where it leads, and that there is no other way to try
        context.form().setAuthContext(null);
        return prepared;
    }

    /**
     * Checks what a key answered. The context holds Keycloak's verdict then, without a page, and the event names the
     * device.
     *
     * @return the device, or empty if the key was refused, which an event has told
     */
    public Optional<MfaDevice> check(AuthenticationFlowContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String credentialId = form.getFirst(WebAuthnConstants.CREDENTIAL_ID);
        Optional<MfaDevice> device =
                usable(new MfaDevices(context.getSession(), context.getRealm(), context.getUser()).list()).stream()
                        .filter(key -> key.key().credentialId().equals(credentialId))
                        .findFirst();
        device.ifPresent(found -> context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, found.id()));
        try {
            ENCODED.stream().map(form::getFirst).filter(Objects::nonNull).forEach(Base64.getUrlDecoder()::decode);
            action(context);
        } catch (IllegalArgumentException malformed) {
            LOG.debugf(malformed, "not what a browser sends of a security key");
            context.getEvent().error(Errors.INVALID_USER_CREDENTIALS);
            context.failure(AuthenticationFlowError.INVALID_CREDENTIALS);
        }
        boolean accepted = context.getStatus() == FlowStatus.SUCCESS;
        if (accepted) {
            // older versions of Keycloak leave it there, for the same answer once more
            context.getAuthenticationSession().removeAuthNote(WebAuthnConstants.AUTH_CHALLENGE_NOTE);
        }
        return device.filter(found -> accepted);
    }

    /**
     * The same on a page that is not part of a flow.
     *
     * @param event tells what comes of it
     */
    public Optional<MfaDevice> check(RequiredActionContext context, EventBuilder event) {
        return check(outsideOfFlows(context, event));
    }

    private AuthenticationFlowContext outsideOfFlows(RequiredActionContext context, EventBuilder event) {
        AuthenticationExecutionModel execution = new AuthenticationExecutionModel();
        execution.setId(context.getAction());
        return new AuthenticationProcessor()
                .setSession(context.getSession())
                .setRealm(context.getRealm())
                .setAuthenticationSession(context.getAuthenticationSession())
                .setConnection(context.getConnection())
                .setUriInfo(context.getUriInfo())
                .setRequest(context.getHttpRequest())
                .setEventBuilder(event)
                .setFlowPath(LoginActionsService.AUTHENTICATE_PATH)
                .createAuthenticatorContext(execution, this, List.of());
    }

    /** The pages say in their own words what went wrong. */
    @Override
    protected Response createErrorResponse(AuthenticationFlowContext context, String errorCase) {
        return null;
    }
}
