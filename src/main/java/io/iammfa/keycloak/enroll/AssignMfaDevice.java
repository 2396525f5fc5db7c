package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.totp.CodeInput;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.authentication.CredentialRegistrator;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The wizard that assigns an MFA device: a name, then a QR code or the secret key, then two consecutive codes. Pages and
 * fields are a public contract.
 */
final class AssignMfaDevice implements RequiredActionProvider, CredentialRegistrator {

    private static final String FIELD_NAME = "deviceName";
    private static final String FIELD_CODE_1 = "code1";
    private static final String FIELD_CODE_2 = "code2";
    private static final String ACTION = "action";

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        new Wizard(authSession).end();
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
        Wizard wizard = new Wizard(context.getAuthenticationSession());
        if (devices(context).isFull()) {
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
        Wizard wizard = new Wizard(context.getAuthenticationSession());
        if (form.containsKey(FIELD_NAME)) {
            acceptName(context, wizard, form.getFirst(FIELD_NAME));
        } else if ("continue".equals(form.getFirst(ACTION)) && devices(context).isFull()) {
            wizard.end();
            context.success();
        } else if ("back".equals(form.getFirst(ACTION))) {
            wizard.backToName();
            requiredActionChallenge(context);
        } else if (wizard.isAtCodes() && form.containsKey(FIELD_CODE_1)) {
            acceptCodes(context, wizard, form.getFirst(FIELD_CODE_1), form.getFirst(FIELD_CODE_2));
        } else {
            requiredActionChallenge(context);
        }
    }

    private void acceptName(RequiredActionContext context, Wizard wizard, String typed) {
        wizard.backToName();
        DeviceName.Problem problem = DeviceName.problem(typed);
        if (problem != null) {
            new WizardPages(context).name(typed, List.of(nameError(problem)));
        } else if (devices(context).owns(new DeviceName(typed))) {
            new WizardPages(context).name(typed, List.of(new FormMessage(FIELD_NAME, "mfaDeviceNameTaken")));
        } else {
            wizard.name(new DeviceName(typed));
            requiredActionChallenge(context);
        }
    }

    private static FormMessage nameError(DeviceName.Problem problem) {
        return switch (problem) {
            case MISSING -> new FormMessage(FIELD_NAME, "mfaDeviceNameMissing");
            case TOO_LONG -> new FormMessage(FIELD_NAME, "mfaDeviceNameTooLong", DeviceName.MAX_LENGTH);
            case CONTROL_CHARACTER -> new FormMessage(FIELD_NAME, "mfaDeviceNameControlCharacter");
        };
    }

    private void acceptCodes(RequiredActionContext context, Wizard wizard, String typed1, String typed2) {
        NewDevice device = wizard.device(context.getRealm().getOTPPolicy());
        CodeInput input1 = CodeInput.read(typed1, device.digits());
        CodeInput input2 = CodeInput.read(typed2, device.digits());
        if (input1 instanceof CodeInput.Code code1 && input2 instanceof CodeInput.Code code2) {
            DeviceName name = wizard.name().orElseThrow();
            finish(context, wizard, name, devices(context).assign(device, name, code1.value(), code2.value()));
            return;
        }
        List<FormMessage> errors = new ArrayList<>();
        CodeMessages.of(FIELD_CODE_1, input1, device.digits()).ifPresent(errors::add);
        CodeMessages.of(FIELD_CODE_2, input2, device.digits()).ifPresent(errors::add);
        new WizardPages(context).codes(wizard, errors);
    }

    private void finish(RequiredActionContext context, Wizard wizard, DeviceName name, Assigned result) {
        // a clone: what is said of this device must not stand in the sign-in's own event
        EventBuilder event = context.getEvent()
                .clone()
                .event(EventType.UPDATE_CREDENTIAL)
                .detail(Details.CREDENTIAL_TYPE, OTPCredentialModel.TYPE)
                .detail(Details.CREDENTIAL_USER_LABEL, name.value())
                .detail("mfa_operation", "assign");
        if (result instanceof Assigned.Done done) {
            MfaDevice device = done.device();
            event.detail(Details.CREDENTIAL_ID, device.id());
            event.clone().success();
            event.event(EventType.UPDATE_TOTP).success();
            DeviceSession.proved(context.getAuthenticationSession(), device);
            wizard.end();
            // one device satisfies whoever asked for one, under either name
            for (String action : List.of(MfaPolicy.REQUIRED_ACTION, RequiredAction.CONFIGURE_TOTP.name())) {
                context.getAuthenticationSession().removeRequiredAction(action);
                context.getUser().removeRequiredAction(action);
            }
            context.success();
        } else if (result instanceof Assigned.CodesRefused refused) {
            event.detail(Details.REASON, CodeMessages.reason(refused.reason())).error(Errors.INVALID_USER_CREDENTIALS);
            NewDevice device = wizard.device(context.getRealm().getOTPPolicy());
            new WizardPages(context)
                    .codes(wizard, CodeMessages.of(FIELD_CODE_1, FIELD_CODE_2, refused.reason(), device));
        } else if (result instanceof Assigned.NameTaken) {
            event.error("mfa_device_name_taken");
            wizard.backToName();
            new WizardPages(context).name(name.value(), List.of(new FormMessage(FIELD_NAME, "mfaDeviceNameTaken")));
        } else {
            event.error("mfa_device_limit_reached");
            new WizardPages(context).limitReached();
        }
    }

    private static MfaDevices devices(RequiredActionContext context) {
        return new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
    }

    @Override
    public void close() {}
}
