package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.Asking;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.Done;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.form.TypedCodes;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.requiredactions.WebAuthnRegisterFactory;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What the wizard tells of an attempt to assign a device: in events, and on the page that comes next. */
final class EnrolmentOutcome {

    private final RequiredActionContext context;
    private final Wizard wizard;
    private final WizardPages pages;
    private final Proof proof;
    private final DeviceName name;
    private final EventBuilder event;

    EnrolmentOutcome(RequiredActionContext context, Wizard wizard, WizardPages pages, Proof proof, DeviceName name) {
        this.context = context;
        this.wizard = wizard;
        this.pages = pages;
        this.proof = proof;
        this.name = name;
        this.event = DeviceEvents.update(
                context.getEvent(), wizard.replaces().isPresent() ? "replace" : "assign", pages.type(), name.value());
        wizard.replaces().ifPresent(replacedId -> event.detail(DeviceEvents.REPLACED_ID, replacedId));
    }

    EventBuilder event() {
        return event;
    }

    /** Adds details to its event. */
    void with(Map<String, String> details) {
        details.forEach(event::detail);
    }

    /** What came of a key. */
    void tell(Assigned result) {
        tell(result, null);
    }

    /** @param codes what was typed, or null for a key */
    void tell(Assigned result, TypedCodes codes) {
        if (result instanceof Assigned.Done done) {
            assigned(done.device());
        } else if (result instanceof Assigned.Already already) {
            // the request that made it told of it
            goOn(already.device());
        } else {
            refused((Assigned.Refused) result, codes);
        }
    }

    private void refused(Assigned.Refused refused, TypedCodes codes) {
        // an expression, since the compiler looks for missing reasons in those alone
        Runnable answer =
                switch (refused.reason()) {
                    case CODES -> () -> codesRefused(refused.codes(), codes);
                    case TOKEN, TOO_MANY_TRIES -> throw new IllegalStateException("these are a page's own");
                    case NAME_TAKEN -> () -> nameAgain("mfa_device_name_taken", Pages.nameTaken());
                    case TYPE_NOT_ALLOWED ->
                        () -> nameAgain("mfa_device_type_not_allowed", WizardPages.typeNotAllowed());
                    // a device came up while this user, who had none, went through the wizard
                    case PROOF_MISSING -> () -> refused("mfa_proof_missing", proof::ask);
                    case NOTHING_TO_REPLACE ->
                        () -> {
                            wizard.end();
                            refused("mfa_device_not_found", pages::nothingToReplace);
                        };
                    case LIMIT_REACHED -> () -> refused("mfa_device_limit_reached", pages::limitReached);
                };
        answer.run();
    }

    private void codesRefused(ConsecutiveCodes.Reason reason, TypedCodes codes) {
        event.detail(Details.REASON, CodeMessages.detail(reason)).error(Errors.INVALID_USER_CREDENTIALS);
        pages.codes(List.of(CodeMessages.of(reason, pages.counts())), codes.kept(reason));
    }

    private void refused(String error, Runnable page) {
        event.error(error);
        page.run();
    }

    private void nameAgain(String error, FormMessage message) {
        event.error(error);
        wizard.backToName();
        pages.name(name.value(), List.of(message));
    }

    private void assigned(MfaDevice device) {
        event.detail(Details.CREDENTIAL_ID, device.id());
        event.clone().success();
        if (!device.isKey()) {
            event.event(EventType.UPDATE_TOTP).success();
        }
        goOn(device);
    }

    private void goOn(MfaDevice device) {
        context.getEvent().detail(Details.SELECTED_CREDENTIAL_ID, device.id());
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        DeviceSession.proved(authSession, device);
        if (WizardRequest.isWaiting(authSession)) {
            tellOnTheTable(device);
        } else if (isFromTheAccountConsole() && MfaPolicy.isManaged(context.getRealm())) {
            // which says nothing of how an action ended
            tellOnTheTable(device);
            authSession.addRequiredAction(MfaPolicy.MANAGE_ACTION);
        }
        wizard.end();
        WizardRequest.end(authSession);
        Asking.assigned(authSession);
        // one device satisfies whoever asked for one, under either name
        satisfy(MfaPolicy.REQUIRED_ACTION);
        satisfy(RequiredAction.CONFIGURE_TOTP.name());
        if (device.isKey()) {
            satisfy(WebAuthnRegisterFactory.PROVIDER_ID);
        }
        context.success();
    }

    private boolean isFromTheAccountConsole() {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        return Constants.ACCOUNT_CONSOLE_CLIENT_ID.equals(
                        authSession.getClient().getClientId())
                && WizardRequest.isAppInitiated(authSession);
    }

    private void tellOnTheTable(MfaDevice device) {
        new Done(wizard.replaces().isPresent() ? "replace" : "assign", device).tell(context.getAuthenticationSession());
    }

    private void satisfy(String action) {
        context.getAuthenticationSession().removeRequiredAction(action);
        context.getUser().removeRequiredAction(action);
    }
}
