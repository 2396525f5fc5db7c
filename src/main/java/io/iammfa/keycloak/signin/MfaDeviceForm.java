package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.PasskeySignIn;
import io.iammfa.keycloak.device.SignInTally;
import io.iammfa.keycloak.form.Asking;
import io.iammfa.keycloak.form.Outage;
import io.iammfa.keycloak.pass.Passes;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.CredentialValidator;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.credential.OTPCredentialProviderFactory;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Asks for a code of one of the user's devices, or for a security key. The page and its fields are a public contract. */
class MfaDeviceForm extends AbstractUsernameFormAuthenticator implements Authenticator {

    private static final Logger LOG = Logger.getLogger(MfaDeviceForm.class);

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            refuse(context);
            return;
        }
        Outage.explained(context, () -> {
            SignInRequest request = new SignInRequest(context);
            if (request.settings().trustPasskeys()
                    && PasskeySignIn.isVerified(context.getAuthenticationSession(), context.getUser())) {
                tally(context).accepted(Means.PASSKEY);
                DeviceSession.present(context.getAuthenticationSession());
                context.success();
            } else {
                request.show();
            }
        });
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            refuse(context);
            return;
        }
        Outage.explained(context, () -> {
            SignInRequest request = new SignInRequest(context);
            if (!request.turnsPage() && isUserEnabled(context) && areCodesLookedAt(context, request)) {
                request.accept();
            }
        });
    }

    /** As Keycloak's own form does, with the same events, messages and memory of a locked user. */
    private boolean isUserEnabled(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (enabledUser(context, context.getUser())) {
            authSession.removeAuthNote(SESSION_INVALID);
            return true;
        }
        tally(context).locked();
        if (Boolean.parseBoolean(authSession.getAuthNote(SESSION_INVALID))) {
            context.getEvent().user(context.getUser()).error(Errors.INVALID_AUTHENTICATION_SESSION);
        }
        authSession.setAuthNote(SESSION_INVALID, "true");
        return false;
    }

    /** A user whom Keycloak has forgotten to be guessed at hears what a locked one does. */
    private static boolean areCodesLookedAt(AuthenticationFlowContext context, SignInRequest request) {
        if (!request.isPaused()) {
            return true;
        }
        tally(context).locked();
        context.getEvent().user(context.getUser()).error(Errors.USER_TEMPORARILY_DISABLED);
        context.forceChallenge(request.locked(Messages.ACCOUNT_TEMPORARILY_DISABLED_TOTP));
        return false;
    }

    private static SignInTally tally(AuthenticationFlowContext context) {
        return new SignInTally(context.getSession(), context.getRealm());
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
        return new SignInRequest(context).locked(error);
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
                || new MfaDevices(session, realm, user).any()
                || new Passes(session, realm, user).anyOpen();
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        Asking.byFlow(session.getContext().getAuthenticationSession());
    }

    @Override
    public List<RequiredActionFactory> getRequiredActions(KeycloakSession session) {
        return List.of((RequiredActionFactory) session.getKeycloakSessionFactory()
                .getProviderFactory(RequiredActionProvider.class, MfaPolicy.REQUIRED_ACTION));
    }

    /** The form for who has credentials: Keycloak sorts it by these among the ways to sign in. */
    static final class Sorted extends MfaDeviceForm implements CredentialValidator<OTPCredentialProvider> {

        /** Keycloak offers other ways to sign in by type of credential: for those who own keys alone this form is about keys. */
        @Override
        public String getType(KeycloakSession session) {
            AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
            UserModel user = authSession == null ? null : authSession.getAuthenticatedUser();
            if (user == null || !MfaPolicy.of(authSession.getRealm()).optedIn()) {
                return OTPCredentialModel.TYPE;
            }
            MfaDevices devices = new MfaDevices(session, authSession.getRealm(), user);
            return devices.any() && !devices.haveCodes()
                    ? DeviceType.WEBAUTHN.credentialType()
                    : OTPCredentialModel.TYPE;
        }

        @Override
        public OTPCredentialProvider getCredentialProvider(KeycloakSession session) {
            return (OTPCredentialProvider)
                    session.getProvider(CredentialProvider.class, OTPCredentialProviderFactory.PROVIDER_ID);
        }
    }
}
