package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.DeviceEvents;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.totp.CodeInput;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.CredentialRegistrator;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The wizard that assigns an MFA device: a name, then a QR code or the secret key, then two consecutive codes. Pages and
 * fields are a public contract.
 */
final class AssignMfaDevice implements RequiredActionProvider, CredentialRegistrator {

    private static final String FIELD_CODE_1 = "code1";
    private static final String FIELD_CODE_2 = "code2";

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        new Wizard(authSession).end();
        WizardRequest.end(authSession);
    }

    @Override
    public String getCredentialType(KeycloakSession session, AuthenticationSessionModel authSession) {
        return OTPCredentialModel.TYPE;
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {}

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        WizardPages pages = new WizardPages(context);
        Wizard wizard = wizard(context);
        if (isProofMissing(context, wizard)) {
            new Proof(context).ask();
        } else if (isNothingToReplace(context, wizard)) {
            pages.nothingToReplace();
        } else if (isLimitReached(context, wizard)) {
            pages.limitReached();
        } else if (wizard.isAtCodes()) {
            pages.codes(wizard, List.of());
        } else {
            pages.name(wizard.name().map(DeviceName::value).orElse(""), List.of());
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        Wizard wizard = wizard(context);
        if (form.containsKey(LoginActionsService.CANCEL_AIA)
                && WizardRequest.isAsked(context.getAuthenticationSession())) {
            wizard.end();
            WizardRequest.leave(context);
        } else if (isProofMissing(context, wizard)) {
            keepName(wizard, form.getFirst(Pages.FIELD_NAME));
            if (new Proof(context).accept()) {
                requiredActionChallenge(context);
            }
        } else if (isLimitReached(context, wizard)
                && !isAppInitiated(context)
                && "continue".equals(form.getFirst(Pages.ACTION))) {
            wizard.end();
            context.success();
        } else if (isNothingToReplace(context, wizard) || isLimitReached(context, wizard)) {
            requiredActionChallenge(context);
        } else if (form.containsKey(Pages.FIELD_NAME)) {
            acceptName(context, wizard, form.getFirst(Pages.FIELD_NAME));
        } else if ("back".equals(form.getFirst(Pages.ACTION))) {
            wizard.backToName();
            requiredActionChallenge(context);
        } else if (wizard.isAtCodes() && form.containsKey(FIELD_CODE_1)) {
            acceptCodes(context, wizard, form.getFirst(FIELD_CODE_1), form.getFirst(FIELD_CODE_2));
        } else {
            requiredActionChallenge(context);
        }
    }

    /**
     * Who goes on without a new device, since there is room for none, proves one whatever the realm's policy is: the flow
     * may have led here because there was none when the password was typed.
     */
    private static boolean isProofMissing(RequiredActionContext context, Wizard wizard) {
        Proof proof = new Proof(context);
        return proof.isMissing() || isLimitReached(context, wizard) && !isAppInitiated(context) && !proof.isGiven();
    }

    private static boolean isLimitReached(RequiredActionContext context, Wizard wizard) {
        return wizard.replaces().isEmpty() && devices(context).isFull();
    }

    /** Whether an application, or another page, asked for this, so that the user may leave. */
    private static boolean isAppInitiated(RequiredActionContext context) {
        return context.getAuthenticationSession().getClientNote(Constants.KC_ACTION_EXECUTING) != null;
    }

    /** A name that was typed before the proof ran out is there again after it. */
    private static void keepName(Wizard wizard, String typed) {
        if (typed != null && DeviceName.problem(typed) == null) {
            wizard.name(new DeviceName(typed));
            wizard.backToName();
        }
    }

    /** This run of the wizard, which starts anew where it is asked for something else. */
    private static Wizard wizard(RequiredActionContext context) {
        Wizard wizard = new Wizard(context.getAuthenticationSession());
        Optional<String> asked = WizardRequest.replaces(context.getAuthenticationSession());
        if (!wizard.replaces().equals(asked)) {
            wizard.end();
            asked.flatMap(replacedId -> devices(context).find(replacedId)).ifPresent(wizard::replace);
        }
        return wizard;
    }

    private static boolean isNothingToReplace(RequiredActionContext context, Wizard wizard) {
        return WizardRequest.replaces(context.getAuthenticationSession()).isPresent()
                && wizard.replaces().isEmpty();
    }

    private void acceptName(RequiredActionContext context, Wizard wizard, String typed) {
        wizard.backToName();
        DeviceName.Problem problem = DeviceName.problem(typed);
        if (problem != null) {
            new WizardPages(context).name(typed, List.of(Pages.nameError(problem)));
        } else if (devices(context)
                .owns(new DeviceName(typed), wizard.replaces().orElse(null))) {
            new WizardPages(context).name(typed, List.of(Pages.nameTaken()));
        } else {
            wizard.name(new DeviceName(typed));
            requiredActionChallenge(context);
        }
    }

    private void acceptCodes(RequiredActionContext context, Wizard wizard, String typed1, String typed2) {
        NewDevice device = wizard.device(context.getRealm().getOTPPolicy());
        CodeInput input1 = CodeInput.read(typed1, device.digits());
        CodeInput input2 = CodeInput.read(typed2, device.digits());
        if (input1 instanceof CodeInput.Code code1 && input2 instanceof CodeInput.Code code2) {
            DeviceName name = wizard.name().orElseThrow();
            boolean proved = new Proof(context).isGiven();
            finish(
                    context,
                    wizard,
                    name,
                    devices(context)
                            .assign(
                                    device,
                                    name,
                                    code1.value(),
                                    code2.value(),
                                    wizard.replaces().orElse(null),
                                    proved));
            return;
        }
        List<FormMessage> errors = new ArrayList<>();
        CodeMessages.of(FIELD_CODE_1, input1, device.digits()).ifPresent(errors::add);
        CodeMessages.of(FIELD_CODE_2, input2, device.digits()).ifPresent(errors::add);
        new WizardPages(context).codes(wizard, errors);
    }

    private void finish(RequiredActionContext context, Wizard wizard, DeviceName name, Assigned result) {
        EventBuilder event = DeviceEvents.update(
                context.getEvent(), wizard.replaces().isPresent() ? "replace" : "assign", name.value());
        wizard.replaces().ifPresent(replacedId -> event.detail(DeviceEvents.REPLACED_ID, replacedId));
        if (result instanceof Assigned.Done done) {
            done(context, wizard, event, done.device());
        } else if (result instanceof Assigned.CodesRefused refused) {
            event.detail(Details.REASON, CodeMessages.reason(refused.reason())).error(Errors.INVALID_USER_CREDENTIALS);
            NewDevice device = wizard.device(context.getRealm().getOTPPolicy());
            new WizardPages(context)
                    .codes(wizard, CodeMessages.of(FIELD_CODE_1, FIELD_CODE_2, refused.reason(), device));
        } else if (result instanceof Assigned.NameTaken) {
            event.error("mfa_device_name_taken");
            wizard.backToName();
            new WizardPages(context).name(name.value(), List.of(Pages.nameTaken()));
        } else if (result instanceof Assigned.ProofMissing) {
            // a device came up while this user, who had none, went through the wizard
            event.error("mfa_proof_missing");
            new Proof(context).ask();
        } else if (result instanceof Assigned.NothingToReplace) {
            event.error("mfa_device_not_found");
            wizard.end();
            new WizardPages(context).nothingToReplace();
        } else {
            event.error("mfa_device_limit_reached");
            new WizardPages(context).limitReached();
        }
    }

    private static void done(RequiredActionContext context, Wizard wizard, EventBuilder event, MfaDevice device) {
        event.detail(Details.CREDENTIAL_ID, device.id());
        event.clone().success();
        event.event(EventType.UPDATE_TOTP).success();
        context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, device.id());
        DeviceSession.proved(context.getAuthenticationSession(), device);
        wizard.end();
        WizardRequest.end(context.getAuthenticationSession());
        // one device satisfies whoever asked for one, under either name
        for (String action : List.of(MfaPolicy.REQUIRED_ACTION, RequiredAction.CONFIGURE_TOTP.name())) {
            context.getAuthenticationSession().removeRequiredAction(action);
            context.getUser().removeRequiredAction(action);
        }
        context.success();
    }

    private static MfaDevices devices(RequiredActionContext context) {
        return new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
    }

    @Override
    public void close() {}
}
