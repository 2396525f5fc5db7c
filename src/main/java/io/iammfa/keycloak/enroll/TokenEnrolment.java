package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.TokenActivation;
import io.iammfa.keycloak.form.BruteForce;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.TypedCodes;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.totp.CodeInput;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Errors;
import org.keycloak.models.utils.FormMessage;

/**
 * What the wizard's page for a hardware token sent: a serial number and two codes. Nothing tells an unknown serial number from
 * wrong codes.
 */
record TokenEnrolment(RequiredActionContext context, Wizard wizard, WizardPages pages) {

    private static final String FIELD_SERIAL = "serialNumber";
    private static final int[] DIGITS = {6, 8};

    /** Much more than any serial number, which the page repeats. */
    private static final int LENGTH = 128;

    /** Also where somebody else has just taken the last token of the inventory, and the wizard would ask for an app by now. */
    static boolean isSent(MultivaluedMap<String, String> form, Wizard wizard, WizardPages pages) {
        return form.containsKey(FIELD_SERIAL)
                && (pages.type() == DeviceType.HARDWARE
                        || wizard.type().filter(DeviceType.HARDWARE::equals).isPresent());
    }

    /** @param proved whether the user has proved a device */
    void accept(DeviceName name, MultivaluedMap<String, String> form, boolean proved, EnrolmentOutcome outcome) {
        String typed = Objects.requireNonNullElse(form.getFirst(FIELD_SERIAL), "");
        String serial = typed.length() <= LENGTH ? typed : typed.substring(0, LENGTH);
        CodeInput code1 = code(form.getFirst(CodeMessages.FIELD_CODE_1));
        CodeInput code2 = code(form.getFirst(CodeMessages.FIELD_CODE_2));
        List<FormMessage> problems = new ArrayList<>();
        if (serial.isBlank()) {
            problems.add(new FormMessage(FIELD_SERIAL, "mfaSerialMissing"));
        }
        problem(problems, CodeMessages.FIELD_CODE_1, code1);
        problem(problems, CodeMessages.FIELD_CODE_2, code2);
        if (problems.isEmpty() && code1.equals(code2)) {
            problems.add(new FormMessage(CodeMessages.FIELD_CODE_2, "mfaTokenSame"));
        }
        if (!problems.isEmpty()) {
            pages.token(serial, problems, new TypedCodes(code1, code2, DIGITS[0]).kept());
            return;
        }
        BruteForce bruteForce = new BruteForce(context.getSession(), context.getRealm(), context.getUser());
        String lock = bruteForce.lock();
        if (lock != null) {
            refused(outcome, lock, serial);
            return;
        }
        Assigned result = new TokenActivation(context.getSession(), context.getRealm(), context.getUser())
                .byUser(
                        new TokenActivation.Claim(
                                wizard.id(),
                                serial,
                                name,
                                ((CodeInput.Code) code1).value(),
                                ((CodeInput.Code) code2).value(),
                                wizard.replaces().orElse(null)),
                        proved);
        if (result instanceof Assigned.Refused refused && refused.reason() == Assigned.Reason.TOKEN) {
            bruteForce.failed();
            refused(outcome, Errors.INVALID_USER_CREDENTIALS, serial);
        } else if (result instanceof Assigned.Refused refused && refused.reason() == Assigned.Reason.TOO_MANY_TRIES) {
            refused(outcome, Errors.USER_TEMPORARILY_DISABLED, serial);
        } else {
            outcome.tell(result);
        }
    }

    /** The same words whatever it is that does not fit. */
    private void refused(EnrolmentOutcome outcome, String error, String serial) {
        outcome.event().error(error);
        pages.token(serial, List.of(new FormMessage(FIELD_SERIAL, "mfaTokenRefused")), Map.of());
    }

    /** Tokens show six digits or eight. */
    private static CodeInput code(String typed) {
        CodeInput shorter = CodeInput.read(typed, DIGITS[0]);
        return shorter instanceof CodeInput.WrongLength ? CodeInput.read(typed, DIGITS[1]) : shorter;
    }

    private static void problem(List<FormMessage> problems, String field, CodeInput input) {
        if (input instanceof CodeInput.NotDigits) {
            problems.add(new FormMessage(field, "mfaCodeNotDigits"));
        } else if (!(input instanceof CodeInput.Code)) {
            problems.add(new FormMessage(field, "mfaTokenCode"));
        }
    }
}
