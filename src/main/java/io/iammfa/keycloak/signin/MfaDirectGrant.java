package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.SignInTally;
import io.iammfa.keycloak.device.Standing;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.Asking;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.authenticators.directgrant.AbstractDirectGrantAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * A code in a direct grant: {@code totp} (or {@code otp}, as Keycloak's own has it), and optionally {@code mfa_device},
 * the name or id of the device that it is from; without it a code of any device will do. As AWS's
 * {@code sts get-session-token --serial-number --token-code}.
 */
public final class MfaDirectGrant extends AbstractDirectGrantAuthenticator {

    private static final Logger LOG = Logger.getLogger(MfaDirectGrant.class);

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            LOG.errorf(
                    "Realm '%s': the flow has \"MFA device\", but the required action %s is not enabled."
                            + " Nobody is signed in through this flow until it is.",
                    context.getRealm().getName(), MfaPolicy.REQUIRED_ACTION);
            refuse(context, "mfa_not_enabled");
            return;
        }
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String code = Optional.ofNullable(form.getFirst("otp")).orElseGet(() -> form.getFirst("totp"));
        if (context.getUser() == null) {
            refuse(context, Errors.INVALID_USER_CREDENTIALS);
            return;
        }
        MfaDevices devices = new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
        if (!devices.haveCodes() && !devices.any() && isInGrace(context)) {
            context.success(OTPCredentialModel.TYPE);
            return;
        }
        if (code == null) {
            refuse(context, Errors.INVALID_USER_CREDENTIALS);
            return;
        }
        SignInTally tally = new SignInTally(context.getSession(), context.getRealm());
        if (devices.codes().isPaused()) {
            tally.locked();
            context.getEvent().user(context.getUser()).error(Errors.USER_TEMPORARILY_DISABLED);
            context.forceChallenge(refusal());
            return;
        }
        String wanted = form.getFirst("mfa_device");
        boolean any = wanted == null || wanted.isBlank();
        Optional<MfaDevice> named = any ? Optional.empty() : named(devices, wanted);
        Optional<MfaDevice> device = any
                ? devices.codes().verify(code)
                : named.flatMap(found -> devices.codes().verify(found.id(), code));
        if (device.isPresent()) {
            tally.accepted(Means.of(device.get()));
            context.getEvent()
                    .detail(Details.SELECTED_CREDENTIAL_ID, device.get().id());
            DeviceSession.proved(context.getAuthenticationSession(), device.get());
            putOffTheNext(context);
            context.success(OTPCredentialModel.TYPE);
        } else {
            tally.refused(named, devices);
            devices.codes().failed();
            refuse(context, Errors.INVALID_USER_CREDENTIALS);
        }
    }

    /** Who has to own more devices puts that off by signing in, too. */
    private static void putOffTheNext(AuthenticationFlowContext context) {
        if (UserPolicy.of(context.getRealm(), context.getUser()).policy().minDevices() > 1
                && new Deadline(context.getSession(), context.getRealm(), context.getUser())
                                .later()
                                .state()
                        == Standing.State.IN_GRACE) {
            Asking.putOff(context.getAuthenticationSession());
        }
    }

    /** There is no page to put it off on; to sign in does. */
    private static boolean isInGrace(AuthenticationFlowContext context) {
        Standing standing = new Deadline(context.getSession(), context.getRealm(), context.getUser()).later();
        if (standing.state() != Standing.State.IN_GRACE) {
            return false;
        }
        DeviceSession.inGrace(context.getAuthenticationSession(), standing.until());
        context.getEvent().detail(DeviceEvents.DEADLINE, standing.until().toString());
        return true;
    }

    private static Optional<MfaDevice> named(MfaDevices devices, String wanted) {
        return devices.list().stream()
                .filter(device -> device.id().equals(wanted) || DeviceName.same(device.name(), wanted))
                .findFirst();
    }

    /** One answer to all, which tells neither which device there is nor what was wrong with the code. */
    private void refuse(AuthenticationFlowContext context, String error) {
        context.getEvent().user(context.getUser());
        context.getEvent().error(error);
        context.failure(AuthenticationFlowError.INVALID_USER, refusal());
    }

    private Response refusal() {
        return errorResponse(Response.Status.BAD_REQUEST.getStatusCode(), "invalid_grant", "Invalid user credentials");
    }

    /** To Keycloak a required execution whose user owns no device would be a broken flow, an error of the server. */
    @Override
    public boolean requiresUser() {
        return false;
    }

    /** Where the realm did not opt in, a conditional subflow must not be skipped: it has to end in a refusal. */
    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return !MfaPolicy.of(realm).optedIn() || new MfaDevices(session, realm, user).any();
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {}

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public String getId() {
        return "mfa-direct-grant";
    }

    @Override
    public String getDisplayType() {
        return "MFA device";
    }

    @Override
    public String getReferenceCategory() {
        return OTPCredentialModel.TYPE;
    }

    @Override
    public String getHelpText() {
        return "Asks a direct grant for \"totp\", a code of one of the user's MFA devices, and takes \"mfa_device\", the"
                + " name or id of that device. Enable the required action \"Assign MFA device\" too: a realm without it"
                + " refuses to sign anyone in here.";
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
