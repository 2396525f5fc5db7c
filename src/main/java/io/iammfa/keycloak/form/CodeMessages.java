package io.iammfa.keycloak.form;

import io.iammfa.keycloak.totp.ConsecutiveCodes.Reason;
import java.util.Locale;
import org.keycloak.models.utils.FormMessage;

/** Why codes were refused, in words for their fields. */
public final class CodeMessages {

    /** The fields of MFA code 1 and MFA code 2. */
    public static final String FIELD_CODE_1 = "code1";

    public static final String FIELD_CODE_2 = "code2";

    private CodeMessages() {}

    /**
     * Why two well-formed codes were refused: beside the field where to go on. But for a code that was typed twice that is
     * the first, since the refusal has used up both or they were no good.
     *
     * @param counts whether the device counts uses rather than time
     */
    public static FormMessage of(Reason reason, boolean counts) {
        return switch (reason) {
            case SAME_CODE -> new FormMessage(FIELD_CODE_2, counts ? "mfaCodesSameCounter" : "mfaCodesSame");
            case WRONG_ORDER -> new FormMessage(FIELD_CODE_1, "mfaCodesWrongOrder");
            case GAP -> new FormMessage(FIELD_CODE_1, "mfaCodesGap");
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
