package io.iammfa.keycloak.totp;

/** What a person typed into a code field: spaces are ignored, digits of any script count. */
public sealed interface CodeInput {

    /** A well-formed code: ASCII digits, as many as asked for. */
    record Code(String value) implements CodeInput {}

    /** Nothing, or only spaces. */
    record Missing() implements CodeInput {}

    /** Something other than digits. */
    record NotDigits() implements CodeInput {}

    /** Too few or too many digits. */
    record WrongLength() implements CodeInput {}

    /**
     * Reads a field.
     *
     * @param typed the field as it arrived, or null where it was not sent
     * @param digits how many digits the device shows
     */
    static CodeInput read(String typed, int digits) {
        if (typed == null) {
            return new Missing();
        }
        StringBuilder code = new StringBuilder(digits);
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                continue;
            }
            int digit = Character.digit(c, 10);
            if (digit < 0) {
                return new NotDigits();
            }
            code.append((char) ('0' + digit));
        }
        if (code.isEmpty()) {
            return new Missing();
        }
        return code.length() == digits ? new Code(code.toString()) : new WrongLength();
    }
}
