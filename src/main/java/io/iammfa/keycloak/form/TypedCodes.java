package io.iammfa.keycloak.form;

import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.utils.FormMessage;

/**
 * MFA code 1 and MFA code 2 as they were typed.
 *
 * @param digits how many digits the device shows
 */
public record TypedCodes(CodeInput input1, CodeInput input2, int digits) {

    /** @param typed1 the field as it arrived, or null where it was not sent */
    public static TypedCodes of(String typed1, String typed2, int digits) {
        return new TypedCodes(CodeInput.read(typed1, digits), CodeInput.read(typed2, digits), digits);
    }

    /** Whether both are well-formed. */
    public boolean areCodes() {
        return input1 instanceof CodeInput.Code && input2 instanceof CodeInput.Code;
    }

    public String code1() {
        return ((CodeInput.Code) input1).value();
    }

    public String code2() {
        return ((CodeInput.Code) input2).value();
    }

    /** What is wrong with what was typed, in words for the fields; nothing where both are well-formed. */
    public List<FormMessage> problems() {
        return Stream.of(problem(CodeMessages.FIELD_CODE_1, input1), problem(CodeMessages.FIELD_CODE_2, input2))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<FormMessage> problem(String field, CodeInput input) {
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

    /** What stays in its field after {@link #problems}: the code beside one that was mistyped, which is still good. */
    public Map<String, String> kept() {
        Map<String, String> kept = new HashMap<>();
        if (input1 instanceof CodeInput.Code code) {
            kept.put(CodeMessages.FIELD_CODE_1, code.value());
        }
        if (input2 instanceof CodeInput.Code code && !input2.equals(input1)) {
            kept.put(CodeMessages.FIELD_CODE_2, code.value());
        }
        return kept;
    }

    /** What stays in its field after a refusal: who typed one code twice has to wait for the next one alone. */
    public Map<String, String> kept(Reason reason) {
        return reason == Reason.SAME_CODE ? kept() : Map.of();
    }
}
