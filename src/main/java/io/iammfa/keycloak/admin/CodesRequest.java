package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.totp.CodeInput;

/**
 * Two consecutive codes, each a text or a number, which is what command lines make of digits; leading zeros that got lost
 * so come back.
 */
record CodesRequest(JsonNode code1, JsonNode code2) {

    private static final int MAX_LENGTH = 32;

    /** @param digits how many the device shows */
    String first(int digits) {
        return code("code1", code1, digits);
    }

    /** @param digits how many the device shows */
    String second(int digits) {
        return code("code2", code2, digits);
    }

    private static String code(String field, JsonNode value, int digits) {
        String typed;
        if (value != null && value.isTextual() && value.textValue().length() <= MAX_LENGTH) {
            typed = value.textValue();
        } else if (value != null && value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0) {
            typed = String.format("%0" + digits + "d", value.intValue());
        } else {
            throw Refusal.validation(field, "a text of " + digits + " digits");
        }
        CodeInput input = CodeInput.read(typed, digits);
        if (input instanceof CodeInput.Code code) {
            return code.value();
        }
        throw Refusal.validation(field, input instanceof CodeInput.NotDigits ? "digits only" : digits + " digits");
    }
}
