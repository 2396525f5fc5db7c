package io.iammfa.keycloak.totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeInputTest {

    private static final CodeInput CODE = new CodeInput.Code("123456");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456",
                "123 456",
                " 1 2 3 4 5 6 ",
                "123\u00a0456",
                "١٢٣٤٥٦",
                "１２３４５６",
                "𝟏𝟐𝟑𝟒𝟓𝟔",
                "\t123456\n",
                "\u2068123\u202f456\u2069",
                "\ufeff123456\u200b",
                "123-456",
                "123 − 456",
                "1\ufe0f2\ufe0f3\ufe0f4\ufe0f5\ufe0f6\ufe0f"
            })
    void a_code_is_the_digits_that_a_text_holds_in_whichever_script(String typed) {
        assertEquals(CODE, CodeInput.read(typed, 6));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "   ", "\u2066\u2069", "-", "\ufe0f"})
    void nothing_is_missing(String typed) {
        assertInstanceOf(CodeInput.Missing.class, CodeInput.read(typed, 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345a", "abcdef", "12345\0", "½23456", "+123456", "±123456", "123.456", "12345\ud835"})
    void letters_and_other_signs_are_no_digits(String typed) {
        assertInstanceOf(CodeInput.NotDigits.class, CodeInput.read(typed, 6));
    }

    @Test
    void a_code_has_the_length_that_the_device_shows() {
        assertInstanceOf(CodeInput.WrongLength.class, CodeInput.read("12345", 6));
        assertInstanceOf(CodeInput.WrongLength.class, CodeInput.read("1234567", 6));
        assertInstanceOf(CodeInput.WrongLength.class, CodeInput.read("1".repeat(100_000), 6));
        assertInstanceOf(CodeInput.Code.class, CodeInput.read("12345678", 8));
    }

    /** All of Unicode, with ICU's tables for comparison. */
    @Nested
    class Every_character_between_the_digits {

        private static List<String> which(IntPredicate characters, IntPredicate wrong) {
            return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                    .filter(c -> Character.getType(c) != Character.UNASSIGNED)
                    .filter(characters.and(wrong))
                    .mapToObj(c -> String.format("U+%04X %s", c, UCharacter.getExtendedName(c)))
                    .toList();
        }

        private static CodeInput between(int character) {
            return CodeInput.read("123" + Character.toString(character) + "456", 6);
        }

        private static boolean isIgnored(int character) {
            return between(character).equals(CODE)
                    && CodeInput.read(Character.toString(character) + "123456", 6)
                            .equals(CODE)
                    && CodeInput.read("123456" + Character.toString(character), 6)
                            .equals(CODE);
        }

        private static boolean has(int character, int property) {
            return UCharacter.hasBinaryProperty(character, property);
        }

        private static boolean isSeparator(int character) {
            return IntStream.of(
                                    UProperty.WHITE_SPACE,
                                    UProperty.DASH,
                                    UProperty.VARIATION_SELECTOR,
                                    UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                            .anyMatch(property -> has(character, property))
                    || Character.getType(character) == Character.FORMAT
                    || Character.isWhitespace(character)
                    || UCharacter.getExtendedName(character).matches("(.* )?(MINUS SIGN|DASH|BLANK|NULL NOTEHEAD)")
                            && !UCharacter.getExtendedName(character).contains(" WITH ");
        }

        @Test
        void is_ignored_if_it_is_a_space_a_dash_or_a_format_character() {
            assertEquals(
                    List.of(),
                    which(
                            c -> switch (Character.getType(c)) {
                                case Character.FORMAT,
                                        Character.SPACE_SEPARATOR,
                                        Character.LINE_SEPARATOR,
                                        Character.PARAGRAPH_SEPARATOR,
                                        Character.DASH_PUNCTUATION -> true;
                                default -> false;
                            },
                            c -> !isIgnored(c)));
        }

        @Test
        void is_ignored_if_unicode_calls_it_white_space_a_dash_a_minus_sign_or_invisible() {
            assertEquals(List.of(), which(Every_character_between_the_digits::isSeparator, c -> !isIgnored(c)));
        }

        @Test
        void is_refused_if_it_is_a_letter_a_control_character_or_another_sign() {
            assertEquals(
                    List.of(),
                    which(
                            c -> !isSeparator(c) && Character.getType(c) != Character.DECIMAL_DIGIT_NUMBER,
                            c -> !(between(c) instanceof CodeInput.NotDigits)));
        }

        @Test
        void counts_if_it_is_a_digit_of_any_script() {
            assertEquals(
                    List.of(), which(c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER, c -> !CodeInput.read(
                                    "12" + Character.toString(c) + "456", 6)
                            .equals(new CodeInput.Code("12" + UCharacter.digit(c) + "456"))));
        }
    }
}
