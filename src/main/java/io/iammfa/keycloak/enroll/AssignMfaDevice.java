package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.KeyMessages;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.guard.Impersonation;
import io.iammfa.keycloak.guard.ImpersonationGuard;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.totp.CodeInput;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.authentication.CredentialRegistrator;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.WebAuthnRegisterFactory;
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
 * The wizard that assigns an MFA device: a name and a type; then, for an authenticator app, a QR code or the secret key
 * and two consecutive codes, for a security key the browser's dialog. Pages and fields are a public contract.
 */
final class AssignMfaDevice implements RequiredActionProvider, CredentialRegistrator {

    private static final String FIELD_TYPE = "deviceType";

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
    public void evaluateTriggers(RequiredActionContext context) {
        Impersonation.keep(
                context.getSession(), context.getRealm(), context.getUser(), context.getAuthenticationSession());
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (new ImpersonationGuard(context).refuses()) {
            return;
        }
        WizardPages pages = new WizardPages(context);
        Wizard wizard = wizard(context);
        if (isProofMissing(context, wizard)) {
            new Proof(context).ask();
        } else if (isNothingToReplace(context, wizard)) {
            pages.nothingToReplace();
        } else if (isLimitReached(context, wizard)) {
            pages.limitReached();
        } else if (wizard.isAtDevice()) {
            device(context, wizard, List.of());
        } else {
            name(context, wizard, wizard.name().map(DeviceName::value).orElse(""), List.of());
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (new ImpersonationGuard(context).refuses()) {
            return;
        }
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        Wizard wizard = wizard(context);
        if (form.containsKey(LoginActionsService.CANCEL_AIA)
                && WizardRequest.isAsked(context.getAuthenticationSession())) {
            wizard.end();
            WizardRequest.leave(context);
        } else if (isProofMissing(context, wizard)) {
            keepName(wizard, form.getFirst(Pages.FIELD_NAME), form.getFirst(FIELD_TYPE));
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
            acceptName(context, wizard, form.getFirst(Pages.FIELD_NAME), form.getFirst(FIELD_TYPE));
        } else if ("back".equals(form.getFirst(Pages.ACTION))) {
            wizard.backToName();
            requiredActionChallenge(context);
        } else if (isAt(context, wizard, DeviceType.TOTP) && form.containsKey(CodeMessages.FIELD_CODE_1)) {
            acceptCodes(
                    context,
                    wizard,
                    form.getFirst(CodeMessages.FIELD_CODE_1),
                    form.getFirst(CodeMessages.FIELD_CODE_2));
        } else if (isAt(context, wizard, DeviceType.WEBAUTHN) && KeyRegistration.isSent(form)) {
            acceptKey(context, wizard, form);
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
    private static void keepName(Wizard wizard, String typed, String typedType) {
        if (typed != null && DeviceName.problem(typed) == null) {
            wizard.name(new DeviceName(typed));
            wizard.backToName();
            DeviceType.of(typedType).ifPresent(wizard::type);
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

    /** The type being set up: what was chosen, where the realm allows it, or else what it does allow. */
    private static DeviceType type(RequiredActionContext context, Wizard wizard) {
        Set<DeviceType> allowed = MfaPolicy.of(context.getRealm()).deviceTypes();
        return wizard.type().filter(allowed::contains).orElseGet(() -> allowed.iterator()
                .next());
    }

    private static boolean isAt(RequiredActionContext context, Wizard wizard, DeviceType type) {
        return wizard.isAtDevice() && type(context, wizard) == type;
    }

    private static void name(RequiredActionContext context, Wizard wizard, String typed, List<FormMessage> errors) {
        new WizardPages(context).name(typed, type(context, wizard), errors);
    }

    private static void device(RequiredActionContext context, Wizard wizard, List<FormMessage> errors) {
        if (type(context, wizard) == DeviceType.WEBAUTHN) {
            new WizardPages(context).key(wizard, errors);
        } else {
            new WizardPages(context).codes(wizard, errors);
        }
    }

    /** @param typedType the chosen type; a page that offers one type has no such field, and older tools know of none */
    private void acceptName(RequiredActionContext context, Wizard wizard, String typed, String typedType) {
        wizard.backToName();
        Set<DeviceType> allowed = MfaPolicy.of(context.getRealm()).deviceTypes();
        DeviceType type = typedType == null
                ? allowed.iterator().next()
                : DeviceType.of(typedType).filter(allowed::contains).orElse(null);
        if (type != null) {
            wizard.type(type);
        }
        DeviceName.Problem problem = DeviceName.problem(typed);
        if (problem != null) {
            name(context, wizard, typed, List.of(Pages.nameError(problem)));
        } else if (type == null) {
            name(context, wizard, typed, List.of(typeNotAllowed()));
        } else if (devices(context)
                .owns(new DeviceName(typed), wizard.replaces().orElse(null))) {
            name(context, wizard, typed, List.of(Pages.nameTaken()));
        } else {
            wizard.name(new DeviceName(typed));
            requiredActionChallenge(context);
        }
    }

    private static FormMessage typeNotAllowed() {
        return new FormMessage(FIELD_TYPE, "mfaDeviceTypeNotAllowed");
    }

    private void acceptKey(RequiredActionContext context, Wizard wizard, MultivaluedMap<String, String> form) {
        DeviceName name = wizard.name().orElseThrow();
        KeyRegistration registration = new KeyRegistration(context);
        Optional<Assigned> result =
                registration.accept(name, wizard.replaces().orElse(null), new Proof(context).isGiven());
        EventBuilder event = event(context, wizard, name);
        registration.details().forEach(event::detail);
        if (result.isPresent()) {
            finish(context, wizard, name, event, result.get());
        } else if (KeyMessages.isUnsupported(form)) {
            event.error(Errors.NOT_ALLOWED);
            wizard.backToName();
            name(context, wizard, name.value(), List.of(new FormMessage(FIELD_TYPE, KeyMessages.of(form))));
        } else {
            event.error(Errors.INVALID_REGISTRATION);
            device(context, wizard, List.of(new FormMessage(KeyMessages.of(form))));
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
                    event(context, wizard, name),
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
        new WizardPages(context).codes(wizard, CodeMessages.of(input1, input2, device.digits()));
    }

    private static EventBuilder event(RequiredActionContext context, Wizard wizard, DeviceName name) {
        EventBuilder event = DeviceEvents.update(
                context.getEvent(),
                wizard.replaces().isPresent() ? "replace" : "assign",
                type(context, wizard),
                name.value());
        wizard.replaces().ifPresent(replacedId -> event.detail(DeviceEvents.REPLACED_ID, replacedId));
        return event;
    }

    private void finish(
            RequiredActionContext context, Wizard wizard, DeviceName name, EventBuilder event, Assigned result) {
        if (result instanceof Assigned.Done done) {
            done(context, wizard, event, done.device());
        } else if (result instanceof Assigned.CodesRefused refused) {
            event.detail(Details.REASON, CodeMessages.reason(refused.reason())).error(Errors.INVALID_USER_CREDENTIALS);
            NewDevice device = wizard.device(context.getRealm().getOTPPolicy());
            new WizardPages(context).codes(wizard, CodeMessages.of(refused.reason(), device));
        } else if (result instanceof Assigned.NameTaken) {
            event.error("mfa_device_name_taken");
            wizard.backToName();
            name(context, wizard, name.value(), List.of(Pages.nameTaken()));
        } else if (result instanceof Assigned.TypeNotAllowed) {
            event.error("mfa_device_type_not_allowed");
            wizard.backToName();
            name(context, wizard, name.value(), List.of(typeNotAllowed()));
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
        if (device.type() == DeviceType.TOTP) {
            event.event(EventType.UPDATE_TOTP).success();
        }
        context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, device.id());
        DeviceSession.proved(context.getAuthenticationSession(), device);
        wizard.end();
        WizardRequest.end(context.getAuthenticationSession());
        // one device satisfies whoever asked for one, under either name
        satisfy(context, MfaPolicy.REQUIRED_ACTION);
        satisfy(context, RequiredAction.CONFIGURE_TOTP.name());
        if (device.type() == DeviceType.WEBAUTHN) {
            satisfy(context, WebAuthnRegisterFactory.PROVIDER_ID);
        }
        context.success();
    }

    private static void satisfy(RequiredActionContext context, String action) {
        context.getAuthenticationSession().removeRequiredAction(action);
        context.getUser().removeRequiredAction(action);
    }

    private static MfaDevices devices(RequiredActionContext context) {
        return new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
    }

    @Override
    public void close() {}
}
