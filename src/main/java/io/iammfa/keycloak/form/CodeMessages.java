package io.iammfa.keycloak.form;

import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Reason;
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

    /**
     * Why two well-formed codes were refused.
     *
     * @param counts whether the device counts uses rather than time
     */
    public static FormMessage of(Reason reason, boolean counts) {
        return switch (reason) {
            case SAME_CODE -> new FormMessage(FIELD_CODE_2, counts ? "mfaCodesSameCounter" : "mfaCodesSame");
            case WRONG_ORDER -> new FormMessage(FIELD_CODE_2, "mfaCodesWrongOrder");
            case GAP -> new FormMessage(FIELD_CODE_2, "mfaCodesGap");
            case USED -> new FormMessage(FIELD_CODE_1, "mfaCodesUsed");
            case OUTSIDE_WINDOW ->
                new FormMessage(FIELD_CODE_1, counts ? "mfaCodesOutsideWindowCounter" : "mfaCodesOutsideWindow");
            case NO_MATCH -> new FormMessage(FIELD_CODE_1, "mfaCodesNoMatch");
        };
    }

    /** The same for an event: {@code same_code}, {@code gap} and so on. */
    public static String detail(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
