package io.iammfa.keycloak.form;

import io.iammfa.keycloak.totp.CodeInput;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.models.utils.FormMessage;

/**
 * A hardware token's serial number and two of its codes as they were typed. How many digits it shows, six or eight, is known
 * only once the token is.
 */
public record TypedToken(String serial, CodeInput input1, CodeInput input2) {

    public static final String FIELD_SERIAL = "serialNumber";

    private static final int[] DIGITS = {6, 8};

    /** Much more than any serial number, which the page repeats. */
    private static final int LENGTH = 128;

    public static TypedToken of(MultivaluedMap<String, String> form) {
        String typed = Objects.requireNonNullElse(form.getFirst(FIELD_SERIAL), "");
        return new TypedToken(
                typed.length() <= LENGTH ? typed : typed.substring(0, LENGTH),
                code(form.getFirst(CodeMessages.FIELD_CODE_1)),
                code(form.getFirst(CodeMessages.FIELD_CODE_2)));
    }

    private static CodeInput code(String typed) {
        CodeInput shorter = CodeInput.read(typed, DIGITS[0]);
        return shorter instanceof CodeInput.WrongLength ? CodeInput.read(typed, DIGITS[1]) : shorter;
    }

    /** What is wrong with what was typed, in words for the fields; nothing where there may be such a token. */
    public List<FormMessage> problems() {
        List<FormMessage> problems = new ArrayList<>();
        if (serial.isBlank()) {
            problems.add(new FormMessage(FIELD_SERIAL, "mfaSerialMissing"));
        }
        problem(problems, CodeMessages.FIELD_CODE_1, input1);
        problem(problems, CodeMessages.FIELD_CODE_2, input2);
        if (problems.isEmpty() && input1.equals(input2)) {
            problems.add(new FormMessage(CodeMessages.FIELD_CODE_2, "mfaTokenSame"));
        }
        return problems;
    }

    private static void problem(List<FormMessage> problems, String field, CodeInput input) {
        if (input instanceof CodeInput.NotDigits) {
            problems.add(new FormMessage(field, "mfaCodeNotDigits"));
        } else if (!(input instanceof CodeInput.Code)) {
            problems.add(new FormMessage(field, "mfaTokenCode"));
        }
    }

    /** What stays in its field after {@link #problems}: the code beside one that was mistyped, which is still good. */
    public Map<String, String> kept() {
        return new TypedCodes(input1, input2, DIGITS[0]).kept();
    }

    /** Without {@link #problems} alone. */
    public String code1() {
        return ((CodeInput.Code) input1).value();
    }

    /** Without {@link #problems} alone. */
    public String code2() {
        return ((CodeInput.Code) input2).value();
    }

    @Override
    public String toString() {
        return "TypedToken[" + serial + "]";
    }
}
