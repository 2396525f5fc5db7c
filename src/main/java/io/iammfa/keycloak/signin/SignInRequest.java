package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Resynced;
import io.iammfa.keycloak.device.SignInTally;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.KeyCheck;
import io.iammfa.keycloak.form.KeyMessages;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import io.iammfa.keycloak.form.StorageCodes;
import io.iammfa.keycloak.form.TypedCodes;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.sessions.AuthenticationSessionModel;

/** One request to "MFA device form": what it needs is read once. */
final class SignInRequest {

    private static final String FIELD_CODE = "otp";
    private static final String FIELD_DEVICE = "selectedCredentialId";
    /** Notes of the authentication session: that the resync page is open, and that a code was wrong. */
    private static final String RESYNCING = "mfa-signin-resyncing";

    private static final String REFUSED = "mfa-signin-refused";

    private final AuthenticationFlowContext context;
    private final AuthenticationSessionModel authSession;
    private final SignInSettings settings;
    private final MfaDevices devices;
    private final SignInCodes codes;
    private final SignInPages pages;
    private final SignInTally tally;
    private final MultivaluedMap<String, String> form;

    SignInRequest(AuthenticationFlowContext context) {
        this.context = context;
        this.authSession = context.getAuthenticationSession();
        this.settings = SignInSettings.of(context.getAuthenticatorConfig());
        this.devices = new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
        this.codes = new SignInCodes(devices, settings);
        this.pages = new SignInPages(context, devices, settings);
        this.tally = new SignInTally(context.getSession(), context.getRealm());
        this.form = context.getHttpRequest().getDecodedFormParameters();
    }

    SignInSettings settings() {
        return settings;
    }

    /** Shows the page that is open. */
    void show() {
        context.challenge(isResyncing() ? pages.resync(null, List.of(), Map.of()) : page(null, null));
    }

    /** Whether a button was pressed that leads to another page; that page is shown then. */
    boolean turnsPage() {
        String action = form.getFirst(Pages.ACTION);
        if ("resync".equals(action) && settings.offerResync()) {
            authSession.setAuthNote(RESYNCING, "true");
            context.challenge(pages.resync(form.getFirst(FIELD_DEVICE), List.of(), Map.of()));
            return true;
        }
        if ("back".equals(action)) {
            authSession.removeAuthNote(RESYNCING);
            context.challenge(page(null, null));
            return true;
        }
        return false;
    }

    /** Whether no codes are looked at for now; nobody guesses a key. */
    boolean isPaused() {
        return !KeyCheck.isSent(form) && devices.codes().isPaused();
    }

    /** Takes what the page sent. */
    void accept() {
        ResyncForm resync = ResyncForm.of(form);
        if (KeyCheck.isSent(form)) {
            acceptKey();
        } else if (isResyncing() && resync.isSent()) {
            acceptResync(resync);
        } else if (form.getFirst(FIELD_CODE) != null) {
            acceptCode(form.getFirst(FIELD_DEVICE), form.getFirst(FIELD_CODE));
        } else {
            context.challenge(page(null, form.getFirst(FIELD_DEVICE)));
        }
    }

    private void acceptCode(String deviceId, String code) {
        Optional<MfaDevice> device = codes.verify(deviceId, code);
        if (device.isPresent()) {
            succeed(device.get());
        } else if (new PassSignIn(context).accepts(code)) {
            context.success(OTPCredentialModel.TYPE);
        } else if (StorageCodes.isValid(devices, context.getUser(), code)) {
            tally.accepted(Means.STORAGE);
            devices.codes().forgive();
            DeviceSession.provedByStorage(authSession);
            context.success(OTPCredentialModel.TYPE);
        } else {
            authSession.setAuthNote(REFUSED, "true");
            refuse(codes.chosen(deviceId).flatMap(devices::find), page(codeError(Messages.INVALID_TOTP), deviceId));
        }
    }

    private void refuse(Optional<MfaDevice> device, Response page) {
        device.ifPresent(chosen -> context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, chosen.id()));
        tally.refused(device, devices);
        devices.codes().failed();
        context.getEvent().user(context.getUser()).error(Errors.INVALID_USER_CREDENTIALS);
        context.failureChallenge(AuthenticationFlowError.INVALID_CREDENTIALS, page);
    }

    /** Keycloak's verdict and events, and its count of failures, but this page. */
    private void acceptKey() {
        context.getEvent().user(context.getUser());
        Optional<MfaDevice> device = new KeyCheck(context.getSession()).check(context);
        if (device.isPresent()) {
            prove(device.get());
        } else {
            tally.refused(Means.WEBAUTHN);
            context.failureChallenge(
                    Optional.ofNullable(context.getError()).orElse(AuthenticationFlowError.INVALID_CREDENTIALS),
                    page(new FormMessage(KeyMessages.of(form)), form.getFirst(FIELD_DEVICE)));
        }
    }

    private void succeed(MfaDevice device) {
        context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, device.id());
        prove(device);
        context.success(OTPCredentialModel.TYPE);
    }

    private void prove(MfaDevice device) {
        tally.accepted(Means.of(device));
        DeviceSession.proved(authSession, device);
        authSession.removeAuthNote(RESYNCING);
    }

    /** Two consecutive codes sign the user in; a refusal says nothing of either. */
    private void acceptResync(ResyncForm sent) {
        TypedCodes typed = sent.codes(devices.codes());
        List<FormMessage> problems = ResyncForm.problems(typed);
        if (!problems.isEmpty()) {
            context.challenge(pages.resync(sent.deviceId(), problems, typed.kept()));
            return;
        }
        Resynced result = devices.codes().resync(sent.deviceId(), sent.code1(), sent.code2(), true);
        if (result instanceof Resynced.Done done) {
            DeviceEvents.update(context.getEvent(), "resync", done.device())
                    .user(context.getUser())
                    .success();
            succeed(done.device());
            return;
        }
        Optional<MfaDevice> device = devices.find(sent.deviceId());
        device.ifPresent(chosen -> DeviceEvents.update(context.getEvent(), "resync", chosen)
                .detail(Details.SELECTED_CREDENTIAL_ID, chosen.id())
                .user(context.getUser())
                .error(Errors.INVALID_USER_CREDENTIALS));
        refuse(device, pages.resync(sent.deviceId(), List.of(ResyncForm.refusal()), Map.of()));
    }

    /** What Keycloak's own form says to a locked user, in the place of a code; where there is none, of a key. */
    Response locked(String error) {
        if (isResyncing()) {
            return pages.resync(null, List.of(new FormMessage(CodeMessages.FIELD_CODE_1, error)), Map.of());
        }
        return page(KeyCheck.isSent(form) ? new FormMessage("mfaKeyRefused") : codeError(error), null);
    }

    private boolean isResyncing() {
        return authSession.getAuthNote(RESYNCING) != null && settings.offerResync();
    }

    private static FormMessage codeError(String error) {
        return new FormMessage(Validation.FIELD_OTP_CODE, error);
    }

    private Response page(FormMessage error, String selected) {
        return pages.device(selected, authSession.getAuthNote(REFUSED) != null, error);
    }
}
