package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.models.utils.FormMessage;

/** Why codes were refused, in words for their fields. */
public final class CodeMessages {

    private CodeMessages() {}

    /** What is wrong with what was typed into one field, if anything is. */
    public static Optional<FormMessage> of(String field, CodeInput input, int digits) {
        if (input instanceof CodeInput.Missing) {
            return Optional.of(new FormMessage(field, "mfaCodeMissing", digits));
        }
        if (input instanceof CodeInput.NotDigits) {
            return Optional.of(new FormMessage(field, "mfaCodeNotDigits"));
        }
        if (input instanceof CodeInput.WrongLength) {
            return Optional.of(new FormMessage(field, "mfaCodeWrongLength", digits));
        }
        return Optional.empty();
    }

    /** Why two well-formed codes were refused. */
    public static List<FormMessage> of(String field1, String field2, Outcome reason, NewDevice device) {
        if (reason instanceof Outcome.SameCode) {
            return List.of(new FormMessage(field2, device.counts() ? "mfaCodesSameCounter" : "mfaCodesSame"));
        }
        if (reason instanceof Outcome.WrongOrder) {
            return List.of(new FormMessage(field2, "mfaCodesWrongOrder"));
        }
        if (reason instanceof Outcome.Gap) {
            return List.of(new FormMessage(field2, "mfaCodesGap"));
        }
        if (reason instanceof Outcome.Used) {
            return List.of(new FormMessage(field1, "mfaCodesUsed"));
        }
        if (reason instanceof Outcome.OutsideWindow) {
            return List.of(new FormMessage(
                    field1, device.counts() ? "mfaCodesOutsideWindowCounter" : "mfaCodesOutsideWindow"));
        }
        return List.of(new FormMessage(field1, "mfaCodesNoMatch"));
    }

    /** The same for an event: {@code same_code}, {@code gap} and so on. */
    public static String reason(Outcome reason) {
        return reason.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }
}
