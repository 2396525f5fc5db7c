package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Resynced;
import io.iammfa.keycloak.form.DeviceEvents;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.CredentialValidator;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.credential.OTPCredentialProviderFactory;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Asks for a code of one of the user's devices. The page and its fields are a public contract. */
final class MfaDeviceForm extends AbstractUsernameFormAuthenticator
        implements CredentialValidator<OTPCredentialProvider> {

    private static final Logger LOG = Logger.getLogger(MfaDeviceForm.class);

    private static final String FIELD_CODE = "otp";
    private static final String FIELD_DEVICE = "selectedCredentialId";

    /** Notes of the authentication session: that the resync page is open, and how many codes in a row were wrong. */
    private static final String RESYNCING = "mfa-signin-resyncing";

    private static final String FAILURES = "mfa-signin-failures";

    /** After so many wrong codes in a row the page suggests a resync. */
    private static final int MANY_FAILURES = 3;

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (MfaPolicy.of(context.getRealm()).optedIn()) {
            context.challenge(isResyncing(context) ? resyncPage(context, null) : page(context, null, null));
        } else {
            refuse(context);
        }
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            refuse(context);
            return;
        }
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String action = form.getFirst(Pages.ACTION);
        if ("resync".equals(action) && settings(context).offerResync()) {
            context.getAuthenticationSession().setAuthNote(RESYNCING, "true");
            context.challenge(resyncPage(context, form.getFirst(FIELD_DEVICE)));
        } else if ("back".equals(action)) {
            context.getAuthenticationSession().removeAuthNote(RESYNCING);
            context.challenge(page(context, null, null));
        } else if (isUserEnabled(context)) {
            if (isResyncing(context) && ResyncForm.of(form).isSent()) {
                resync(context, ResyncForm.of(form));
            } else {
                signIn(context, form.getFirst(FIELD_DEVICE), form.getFirst(FIELD_CODE));
            }
        }
    }

    private static void signIn(AuthenticationFlowContext context, String deviceId, String code) {
        if (code == null) {
            context.challenge(page(context, null, deviceId));
            return;
        }
        Optional<MfaDevice> device = verify(context, deviceId, code);
        if (device.isPresent()) {
            succeed(context, device.get());
        } else if (isValidForStorage(context, code)) {
            DeviceSession.provedByStorage(context.getAuthenticationSession());
            context.success(OTPCredentialModel.TYPE);
        } else {
            chosen(context, deviceId).flatMap(devices(context)::find).ifPresent(owned -> context.getEvent()
                    .detail(Details.SELECTED_CREDENTIAL_ID, owned.id()));
            countFailure(context);
            context.getEvent().user(context.getUser()).error(Errors.INVALID_USER_CREDENTIALS);
            context.failureChallenge(
                    AuthenticationFlowError.INVALID_CREDENTIALS, page(context, Messages.INVALID_TOTP, deviceId));
        }
    }

    private static void succeed(AuthenticationFlowContext context, MfaDevice device) {
        context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, device.id());
        DeviceSession.proved(context.getAuthenticationSession(), device);
        context.getAuthenticationSession().removeAuthNote(RESYNCING);
        context.success(OTPCredentialModel.TYPE);
    }

    /** Two consecutive codes sign the user in; a refusal says nothing of either. */
    private static void resync(AuthenticationFlowContext context, ResyncForm sent) {
        MfaDevices devices = devices(context);
        List<FormMessage> problems = sent.problems(devices);
        if (!problems.isEmpty()) {
            context.challenge(resyncPage(context, sent.deviceId(), problems));
            return;
        }
        if (devices.resync(sent.deviceId(), sent.code1(), sent.code2()) instanceof Resynced.Done done) {
            devices.used(done.device());
            DeviceEvents.update(context.getEvent(), "resync", done.device())
                    .user(context.getUser())
                    .success();
            succeed(context, done.device());
            return;
        }
        devices.find(sent.deviceId()).ifPresent(chosen -> {
            context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, chosen.id());
            DeviceEvents.update(context.getEvent(), "resync", chosen)
                    .user(context.getUser())
                    .error(Errors.INVALID_USER_CREDENTIALS);
        });
        context.getEvent().user(context.getUser()).error(Errors.INVALID_USER_CREDENTIALS);
        context.failureChallenge(
                AuthenticationFlowError.INVALID_CREDENTIALS,
                resyncPage(context, sent.deviceId(), List.of(ResyncForm.refusal())));
    }

    private static boolean isResyncing(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getAuthNote(RESYNCING) != null
                && settings(context).offerResync();
    }

    private static void countFailure(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        authSession.setAuthNote(FAILURES, String.valueOf(failures(context) + 1));
    }

    private static int failures(AuthenticationFlowContext context) {
        return Optional.ofNullable(context.getAuthenticationSession().getAuthNote(FAILURES))
                .map(Integer::valueOf)
                .orElse(0);
    }

    private static Optional<MfaDevice> verify(AuthenticationFlowContext context, String deviceId, String code) {
        return settings(context).anyDevice()
                ? devices(context).verify(code)
                : chosen(context, deviceId).flatMap(id -> devices(context).verify(id, code));
    }

    /** What the user picked, any text, or the device that was used last where there was nothing to pick. */
    private static Optional<String> chosen(AuthenticationFlowContext context, String deviceId) {
        if (settings(context).anyDevice()) {
            return Optional.empty();
        }
        return deviceId != null && !deviceId.isEmpty()
                ? Optional.of(deviceId)
                : devices(context).list().stream().map(MfaDevice::id).findFirst();
    }

    /** A user storage may check codes itself; its users own no devices here. */
    private static boolean isValidForStorage(AuthenticationFlowContext context, String code) {
        return devices(context).list().isEmpty()
                && context.getUser()
                        .credentialManager()
                        .isValid(new UserCredentialModel("", OTPCredentialModel.TYPE, code));
    }

    private static MfaDevices devices(AuthenticationFlowContext context) {
        return new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
    }

    /** As Keycloak's own form does, with the same events, messages and memory of a locked user. */
    private boolean isUserEnabled(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (enabledUser(context, context.getUser())) {
            authSession.removeAuthNote(SESSION_INVALID);
            return true;
        }
        if (Boolean.parseBoolean(authSession.getAuthNote(SESSION_INVALID))) {
            context.getEvent().user(context.getUser()).error(Errors.INVALID_AUTHENTICATION_SESSION);
        }
        authSession.setAuthNote(SESSION_INVALID, "true");
        return false;
    }

    private static void refuse(AuthenticationFlowContext context) {
        LOG.errorf(
                "Realm '%s': the flow has \"MFA device form\", but the required action %s is not enabled."
                        + " Nobody is signed in through this flow until it is.",
                context.getRealm().getName(), MfaPolicy.REQUIRED_ACTION);
        context.getEvent().error("mfa_not_enabled");
        context.forceChallenge(context.form().setError("mfaNotEnabled").createErrorPage(Response.Status.BAD_REQUEST));
    }

    @Override
    protected Response challenge(AuthenticationFlowContext context, String error, String field) {
        return isResyncing(context)
                ? resyncPage(context, null, List.of(new FormMessage(ResyncForm.FIELD_CODE_1, error)))
                : page(context, error, null);
    }

    private static Response resyncPage(AuthenticationFlowContext context, String selected) {
        return resyncPage(context, selected, List.of());
    }

    private static Response resyncPage(AuthenticationFlowContext context, String selected, List<FormMessage> errors) {
        LoginFormsProvider form = context.form()
                .setExecution(context.getExecution().getId())
                .setAttribute("mfa", ResyncForm.model(devices(context).list(), selected));
        errors.forEach(form::addError);
        return form.createForm(ResyncForm.TEMPLATE);
    }

    private static Response page(AuthenticationFlowContext context, String error, String selected) {
        List<MfaDevice> devices = devices(context).list();
        boolean choose = devices.size() > 1 && !settings(context).anyDevice();
        String preselected = devices.stream()
                .map(MfaDevice::id)
                .filter(id -> id.equals(selected))
                .findFirst()
                .orElseGet(() -> devices.isEmpty() ? "" : devices.get(0).id());
        boolean resync = settings(context).offerResync() && !devices.isEmpty();
        LoginFormsProvider form = context.form()
                .setExecution(context.getExecution().getId())
                .setAttribute(
                        "mfa",
                        Map.of(
                                "devices",
                                choose ? devices : List.of(),
                                "selected",
                                preselected,
                                "resync",
                                resync,
                                "suggestResync",
                                resync && failures(context) >= MANY_FAILURES));
        if (error != null) {
            form.addError(new FormMessage(Validation.FIELD_OTP_CODE, error));
        }
        return form.createForm("mfa-device-signin.ftl");
    }

    private static SignInSettings settings(AuthenticationFlowContext context) {
        return SignInSettings.of(context.getAuthenticatorConfig());
    }

    @Override
    protected String disabledByBruteForceError(String error) {
        return Errors.USER_TEMPORARILY_DISABLED.equals(error)
                ? Messages.ACCOUNT_TEMPORARILY_DISABLED_TOTP
                : Messages.ACCOUNT_PERMANENTLY_DISABLED_TOTP;
    }

    @Override
    protected String disabledByBruteForceFieldError() {
        return Validation.FIELD_OTP_CODE;
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    /**
     * Where the realm did not opt in, everyone counts as configured: a conditional subflow must not be skipped then, it
     * has to end in {@link #refuse}.
     */
    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return !MfaPolicy.of(realm).optedIn() || user.credentialManager().isConfiguredFor(OTPCredentialModel.TYPE);
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        session.getContext().getAuthenticationSession().addRequiredAction(MfaPolicy.REQUIRED_ACTION);
    }

    @Override
    public List<RequiredActionFactory> getRequiredActions(KeycloakSession session) {
        return List.of((RequiredActionFactory) session.getKeycloakSessionFactory()
                .getProviderFactory(RequiredActionProvider.class, MfaPolicy.REQUIRED_ACTION));
    }

    @Override
    public OTPCredentialProvider getCredentialProvider(KeycloakSession session) {
        return (OTPCredentialProvider)
                session.getProvider(CredentialProvider.class, OTPCredentialProviderFactory.PROVIDER_ID);
    }
}
