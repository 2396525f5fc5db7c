package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.utils.FormMessage;

/** Why codes were refused, in words for their fields. */
public final class CodeMessages {

    /** The fields of MFA code 1 and MFA code 2. */
    public static final String FIELD_CODE_1 = "code1";

    public static final String FIELD_CODE_2 = "code2";

    private CodeMessages() {}

    /** What is wrong with what was typed into the two fields. */
    public static List<FormMessage> of(CodeInput input1, CodeInput input2, int digits) {
        return Stream.of(of(FIELD_CODE_1, input1, digits), of(FIELD_CODE_2, input2, digits))
                .flatMap(Optional::stream)
                .toList();
    }

    /** What is wrong with what was typed into one field, if anything is. */
    private static Optional<FormMessage> of(String field, CodeInput input, int digits) {
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
    public static List<FormMessage> of(Outcome reason, NewDevice device) {
        if (reason instanceof Outcome.SameCode) {
            return List.of(new FormMessage(FIELD_CODE_2, device.counts() ? "mfaCodesSameCounter" : "mfaCodesSame"));
        }
        if (reason instanceof Outcome.WrongOrder) {
            return List.of(new FormMessage(FIELD_CODE_2, "mfaCodesWrongOrder"));
        }
        if (reason instanceof Outcome.Gap) {
            return List.of(new FormMessage(FIELD_CODE_2, "mfaCodesGap"));
        }
        if (reason instanceof Outcome.Used) {
            return List.of(new FormMessage(FIELD_CODE_1, "mfaCodesUsed"));
        }
        if (reason instanceof Outcome.OutsideWindow) {
            return List.of(new FormMessage(
                    FIELD_CODE_1, device.counts() ? "mfaCodesOutsideWindowCounter" : "mfaCodesOutsideWindow"));
        }
        return List.of(new FormMessage(FIELD_CODE_1, "mfaCodesNoMatch"));
    }

    /** The same for an event: {@code same_code}, {@code gap} and so on. */
    public static String reason(Outcome reason) {
        return reason.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }
}
