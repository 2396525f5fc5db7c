package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.TokenActivation;
import io.iammfa.keycloak.form.BruteForce;
import io.iammfa.keycloak.form.TypedToken;
import io.iammfa.keycloak.policy.DeviceType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Errors;
import org.keycloak.models.utils.FormMessage;

/**
 * What the wizard's page for a hardware token sent: a serial number and two codes. Nothing tells an unknown serial number from
 * wrong codes.
 */
record TokenEnrolment(RequiredActionContext context, Wizard wizard, WizardPages pages) {

    /** Also where somebody else has just taken the last token of the inventory, and the wizard would ask for an app by now. */
    static boolean isSent(MultivaluedMap<String, String> form, Wizard wizard, WizardPages pages) {
        return form.containsKey(TypedToken.FIELD_SERIAL)
                && (pages.type() == DeviceType.HARDWARE
                        || wizard.type().filter(DeviceType.HARDWARE::equals).isPresent());
    }

    /** @param proved whether the user has proved a device */
    void accept(DeviceName name, MultivaluedMap<String, String> form, boolean proved, EnrolmentOutcome outcome) {
        TypedToken typed = TypedToken.of(form);
        List<FormMessage> problems = typed.problems();
        if (!problems.isEmpty()) {
            pages.token(typed.serial(), problems, typed.kept());
            return;
        }
        BruteForce bruteForce = new BruteForce(context.getSession(), context.getRealm(), context.getUser());
        String lock = bruteForce.lock();
        if (lock != null) {
            refused(outcome, lock, typed.serial());
            return;
        }
        Assigned result = new TokenActivation(context.getSession(), context.getRealm(), context.getUser())
                .byUser(
                        new TokenActivation.Claim(
                                wizard.id(),
                                typed.serial(),
                                name,
                                typed.code1(),
                                typed.code2(),
                                wizard.replaces().orElse(null)),
                        proved);
        if (result instanceof Assigned.Refused refused && refused.reason() == Assigned.Reason.TOKEN) {
            bruteForce.failed();
            refused(outcome, Errors.INVALID_USER_CREDENTIALS, typed.serial());
        } else if (result instanceof Assigned.Refused refused && refused.reason() == Assigned.Reason.TOO_MANY_TRIES) {
            refused(outcome, Errors.USER_TEMPORARILY_DISABLED, typed.serial());
        } else {
            outcome.tell(result);
        }
    }

    /** The same words whatever it is that does not fit. */
    private void refused(EnrolmentOutcome outcome, String error, String serial) {
        outcome.event().error(error);
        pages.token(serial, List.of(new FormMessage(TypedToken.FIELD_SERIAL, "mfaTokenRefused")), Map.of());
    }
}
