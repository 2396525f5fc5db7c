package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.form.TypedCodes;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.services.resources.LoginActionsService;

/** One request to the wizard: what it needs is read once. */
final class Enrolment {

    static final String FIELD_TYPE = "deviceType";

    private final RequiredActionContext context;
    private final MfaPolicy policy;
    private final MfaDevices devices;
    private final Proof proof;
    private final Wizard wizard;
    private final WizardPages pages;

    Enrolment(RequiredActionContext context) {
        this.context = context;
        this.policy = UserPolicy.of(context.getRealm(), context.getUser()).policy();
        this.devices = new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
        this.proof = new Proof(context, devices);
        this.wizard = new Wizard(context.getAuthenticationSession());
        this.pages = new WizardPages(context, wizard, policy);
        startAnewWhereAskedForSomethingElse();
        if (DeviceSession.passEnd(context.getAuthenticationSession()).isPresent()) {
            // also in the event of the sign-in, which ends here
            context.getEvent().detail(DeviceEvents.PASS, "used");
        }
    }

    private void startAnewWhereAskedForSomethingElse() {
        Optional<String> asked = WizardRequest.replaces(context.getAuthenticationSession());
        if (!wizard.replaces().equals(asked)) {
            asked.flatMap(devices::find).ifPresentOrElse(wizard::replace, wizard::end);
        }
    }

    /** Shows the page that is open. */
    void show() {
        if (isProofMissing()) {
            proof.ask();
        } else if (isNothingToReplace()) {
            pages.nothingToReplace();
        } else if (isLimitReached()) {
            pages.limitReached();
        } else if (wizard.isAtDevice()) {
            pages.device(List.of());
        } else {
            pages.name(wizard.name().map(DeviceName::value).orElse(""), List.of());
        }
    }

    /** Takes what the page sent. */
    void accept() {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        boolean limitReached = isLimitReached();
        if (form.containsKey(LoginActionsService.CANCEL_AIA)) {
            cancel();
        } else if (isProofMissing() && !isPending(form)) {
            name(form).keep();
            if (proof.accept()) {
                show();
            }
        } else if (limitReached && !isAppInitiated() && "continue".equals(form.getFirst(Pages.ACTION))) {
            wizard.end();
            context.success();
        } else if (limitReached && "manage".equals(form.getFirst(Pages.ACTION))) {
            manage();
        } else if ((isNothingToReplace() || limitReached) && !isPending(form)) {
            show();
        } else if (form.containsKey(Pages.FIELD_NAME)) {
            name(form).accept();
        } else if ("back".equals(form.getFirst(Pages.ACTION))) {
            wizard.backToName();
            show();
        } else if (wizard.isAtDevice() && TokenEnrolment.isSent(form, wizard, pages)) {
            wizard.name()
                    .ifPresentOrElse(
                            name -> new TokenEnrolment(context, wizard, pages)
                                    .accept(name, form, proof.isGivenForNew(), outcome(name)),
                            this::show);
        } else if (isAt(DeviceType.TOTP) && form.containsKey(CodeMessages.FIELD_CODE_1)) {
            acceptCodes(form.getFirst(CodeMessages.FIELD_CODE_1), form.getFirst(CodeMessages.FIELD_CODE_2));
        } else if (isAt(DeviceType.WEBAUTHN) && KeyRegistration.isSent(form)) {
            wizard.name()
                    .ifPresentOrElse(
                            name -> new KeyEnrolment(context, wizard, pages)
                                    .accept(name, form, proof.isGivenForNew(), outcome(name)),
                            this::show);
        } else {
            show();
        }
    }

    /** On to the page of the user's devices, where there may be one to remove. */
    private void manage() {
        wizard.end();
        if (WizardRequest.isWaiting(context.getAuthenticationSession())) {
            // it is where the user came from
            WizardRequest.leave(context);
            return;
        }
        if (MfaPolicy.isManaged(context.getRealm())) {
            context.getAuthenticationSession().addRequiredAction(MfaPolicy.MANAGE_ACTION);
        }
        if (isAppInitiated()) {
            context.cancel();
        } else {
            context.success();
        }
    }

    /** Leaves the wizard, unless it is required, or the other click of a double click has just left it. */
    private void cancel() {
        if (WizardRequest.isAsked(context.getAuthenticationSession())) {
            wizard.end();
            WizardRequest.leave(context);
        } else {
            Pages.goOn(context, context.getEvent());
        }
    }

    /**
     * Whether this is the second click on a button whose first has made the device the user's: it ends where the first one
     * does, whatever the limit and the proof say by now.
     */
    private boolean isPending(MultivaluedMap<String, String> form) {
        return (isAt(DeviceType.TOTP) || isAt(DeviceType.HARDWARE))
                && form.containsKey(CodeMessages.FIELD_CODE_1)
                && wizard.name().isPresent()
                && devices.find(wizard.id()).isPresent();
    }

    /** Who goes on without a new device proves one whatever the policy is: the flow may lead here for want of one. */
    private boolean isProofMissing() {
        return proof.isMissing() || isLimitReached() && !isAppInitiated() && !proof.isGiven();
    }

    private boolean isLimitReached() {
        return wizard.replaces().isEmpty() && devices.isFull();
    }

    private boolean isNothingToReplace() {
        return WizardRequest.replaces(context.getAuthenticationSession()).isPresent()
                && wizard.replaces().isEmpty();
    }

    private boolean isAppInitiated() {
        return WizardRequest.isAppInitiated(context.getAuthenticationSession());
    }

    private boolean isAt(DeviceType type) {
        return wizard.isAtDevice() && pages.type() == type;
    }

    private NameForm name(MultivaluedMap<String, String> form) {
        return new NameForm(wizard, pages, devices, form);
    }

    private void acceptCodes(String typed1, String typed2) {
        pages.pending().ifPresent(pending -> {
            TypedCodes typed = TypedCodes.of(typed1, typed2, pending.device().digits());
            if (typed.areCodes()) {
                outcome(pending.name())
                        .tell(
                                devices.assign(
                                        pending,
                                        typed.code1(),
                                        typed.code2(),
                                        wizard.replaces().orElse(null),
                                        proof.isGivenForNew()),
                                typed);
            } else {
                pages.codes(typed.problems(), typed.kept());
            }
        });
    }

    private EnrolmentOutcome outcome(DeviceName name) {
        return new EnrolmentOutcome(context, wizard, pages, proof, name);
    }
}
