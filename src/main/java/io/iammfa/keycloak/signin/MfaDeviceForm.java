package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.DeviceCodes;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.PasskeySignIn;
import io.iammfa.keycloak.device.Resynced;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.KeyCheck;
import io.iammfa.keycloak.form.KeyMessages;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
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
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Asks for a code of one of the user's devices, or for a security key. The page and its fields are a public contract. */
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
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            refuse(context);
        } else if (settings(context).trustPasskeys()
                && PasskeySignIn.isVerified(context.getAuthenticationSession(), context.getUser())) {
            context.success();
        } else {
            context.challenge(isResyncing(context) ? resyncPage(context, null, List.of()) : page(context, null, null));
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
            context.challenge(resyncPage(context, form.getFirst(FIELD_DEVICE), List.of()));
        } else if ("back".equals(action)) {
            context.getAuthenticationSession().removeAuthNote(RESYNCING);
            context.challenge(page(context, null, null));
        } else if (isUserEnabled(context)) {
            if (KeyCheck.isSent(form)) {
                signInWithKey(context, form);
            } else if (isResyncing(context) && ResyncForm.of(form).isSent()) {
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
                    AuthenticationFlowError.INVALID_CREDENTIALS,
                    page(context, codeError(Messages.INVALID_TOTP), deviceId));
        }
    }

    /** Keycloak's verdict and events, and its count of failures, but this page. */
    private static void signInWithKey(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        context.getEvent().user(context.getUser());
        Optional<MfaDevice> device = new KeyCheck(context.getSession()).check(context);
        if (device.isPresent()) {
            prove(context, device.get());
        } else {
            context.failureChallenge(
                    Optional.ofNullable(context.getError()).orElse(AuthenticationFlowError.INVALID_CREDENTIALS),
                    page(context, new FormMessage(KeyMessages.of(form)), form.getFirst(FIELD_DEVICE)));
        }
    }

    private static void succeed(AuthenticationFlowContext context, MfaDevice device) {
        context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, device.id());
        prove(context, device);
        context.success(OTPCredentialModel.TYPE);
    }

    private static void prove(AuthenticationFlowContext context, MfaDevice device) {
        DeviceSession.proved(context.getAuthenticationSession(), device);
        context.getAuthenticationSession().removeAuthNote(RESYNCING);
    }

    /** Two consecutive codes sign the user in; a refusal says nothing of either. */
    private static void resync(AuthenticationFlowContext context, ResyncForm sent) {
        DeviceCodes codes = codes(context);
        List<FormMessage> problems = sent.problems(codes);
        if (!problems.isEmpty()) {
            context.challenge(resyncPage(context, sent.deviceId(), problems));
            return;
        }
        if (codes.resync(sent.deviceId(), sent.code1(), sent.code2()) instanceof Resynced.Done done) {
            codes.used(done.device());
            DeviceEvents.update(context.getEvent(), "resync", done.device())
                    .user(context.getUser())
                    .success();
            succeed(context, done.device());
            return;
        }
        devices(context).find(sent.deviceId()).ifPresent(chosen -> {
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
        DeviceCodes codes = codes(context);
        if (settings(context).anyDevice()) {
            return codes.verify(code);
        }
        Optional<String> chosen = chosen(context, deviceId);
        // with scripts off a code is typed while a key, which was used last, is still the one that is chosen
        return chosen.flatMap(id -> codes.verify(id, code)).or(() -> chosen.flatMap(devices(context)::find)
                .filter(MfaDevice::isKey)
                .flatMap(key -> codes.verify(code)));
    }

    /** What the user picked, any text, or the app that was used last where there was nothing to pick. */
    private static Optional<String> chosen(AuthenticationFlowContext context, String deviceId) {
        if (settings(context).anyDevice()) {
            return Optional.empty();
        }
        return deviceId != null && !deviceId.isEmpty()
                ? Optional.of(deviceId)
                : apps(devices(context)).stream().map(MfaDevice::id).findFirst();
    }

    private static List<MfaDevice> apps(MfaDevices devices) {
        return devices.list().stream().filter(device -> !device.isKey()).toList();
    }

    /** A user storage may check codes itself; its users own no authenticator apps here. */
    private static boolean isValidForStorage(AuthenticationFlowContext context, String code) {
        return apps(devices(context)).isEmpty()
                && context.getUser()
                        .credentialManager()
                        .isValid(new UserCredentialModel("", OTPCredentialModel.TYPE, code));
    }

    private static DeviceCodes codes(AuthenticationFlowContext context) {
        return new DeviceCodes(context.getSession(), context.getRealm(), context.getUser());
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

    /** What Keycloak's own form says to a locked user, in the place of a code; where there is none, of a key. */
    @Override
    protected Response challenge(AuthenticationFlowContext context, String error, String field) {
        if (isResyncing(context)) {
            return resyncPage(context, null, List.of(new FormMessage(CodeMessages.FIELD_CODE_1, error)));
        }
        boolean key = KeyCheck.isSent(context.getHttpRequest().getDecodedFormParameters());
        return page(context, key ? new FormMessage("mfaKeyRefused") : codeError(error), null);
    }

    private static FormMessage codeError(String error) {
        return new FormMessage(Validation.FIELD_OTP_CODE, error);
    }

    private static Response resyncPage(AuthenticationFlowContext context, String selected, List<FormMessage> errors) {
        return new SignInPages(context).resync(apps(devices(context)), selected, errors);
    }

    private static Response page(AuthenticationFlowContext context, FormMessage error, String selected) {
        return new SignInPages(context)
                .device(
                        devices(context).list(),
                        settings(context),
                        selected,
                        failures(context) >= MANY_FAILURES,
                        error);
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
        return !MfaPolicy.of(realm).optedIn()
                || user.credentialManager().isConfiguredFor(OTPCredentialModel.TYPE)
                || new MfaDevices(session, realm, user).any();
    }

    /** Keycloak offers other ways to sign in by type of credential: for those who own keys alone this form is about keys. */
    @Override
    public String getType(KeycloakSession session) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        UserModel user = authSession == null ? null : authSession.getAuthenticatedUser();
        boolean keysAlone = user != null
                && MfaPolicy.of(authSession.getRealm()).optedIn()
                && new MfaDevices(session, authSession.getRealm(), user).any()
                && !new MfaDevices(session, authSession.getRealm(), user).haveCodes();
        return keysAlone ? DeviceType.WEBAUTHN.credentialType() : OTPCredentialModel.TYPE;
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
