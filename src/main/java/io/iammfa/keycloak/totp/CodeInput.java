package io.iammfa.keycloak.totp;

import java.util.regex.Pattern;

/**
 * What a person typed or pasted into a code field: spaces, hyphens and what can't be seen are ignored, digits of any
 * script count.
 */
public sealed interface CodeInput {

    /** A well-formed code: ASCII digits, as many as asked for. */
    record Code(String value) implements CodeInput {}

    /** Nothing, or nothing but what is ignored. */
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
        int character;
        for (int i = 0; i < typed.length(); i += Character.charCount(character)) {
            character = typed.codePointAt(i);
            int digit = Character.digit(character, 10);
            if (digit >= 0) {
                code.append((char) ('0' + digit));
            } else if (!Separator.is(character)) {
                return new NotDigits();
            }
        }
        if (code.isEmpty()) {
            return new Missing();
        }
        return code.length() == digits ? new Code(code.toString()) : new WrongLength();
    }

    /** What stands between and around the digits where they were copied. */
    final class Separator {

        /** Dashes that Unicode counts among the symbols; the sign plus-minus is none. */
        private static final Pattern DASH_NAME =
                Pattern.compile("(?!.* WITH )(.* )?(DASH|MINUS SIGN|(SUPER|SUB)SCRIPT MINUS)");

        private Separator() {}

        private static boolean is(int character) {
            return switch (Character.getType(character)) {
                case Character.DASH_PUNCTUATION, Character.FORMAT -> true;
                case Character.MATH_SYMBOL,
                        Character.MODIFIER_SYMBOL,
                        Character.OTHER_PUNCTUATION,
                        Character.OTHER_SYMBOL ->
                    DASH_NAME.matcher(Character.getName(character)).matches() || Unseen.isBlank(character);
                default -> Unseen.isBlank(character) || Unseen.isIgnorable(character);
            };
        }
    }
}
