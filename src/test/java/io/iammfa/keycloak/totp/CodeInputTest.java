package io.iammfa.keycloak.totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeInputTest {

    @ParameterizedTest
    @ValueSource(strings = {"123456", "123 456", " 1 2 3 4 5 6 ", "123\u00a0456", "١٢٣٤٥٦", "１２３４５６", "\t123456\n"})
    void spaces_and_the_script_of_the_digits_do_not_matter(String typed) {
        assertEquals(new CodeInput.Code("123456"), CodeInput.read(typed, 6));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "   "})
    void nothing_is_missing(String typed) {
        assertInstanceOf(CodeInput.Missing.class, CodeInput.read(typed, 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345a", "abcdef", "12-456", "-12345", "12345\0", "½23456"})
    void letters_and_signs_are_no_digits(String typed) {
        assertInstanceOf(CodeInput.NotDigits.class, CodeInput.read(typed, 6));
    }

    @Test
    void a_code_has_the_length_that_the_device_shows() {
        assertInstanceOf(CodeInput.WrongLength.class, CodeInput.read("12345", 6));
        assertInstanceOf(CodeInput.WrongLength.class, CodeInput.read("1234567", 6));
        assertInstanceOf(CodeInput.WrongLength.class, CodeInput.read("1".repeat(100_000), 6));
        assertInstanceOf(CodeInput.Code.class, CodeInput.read("12345678", 8));
    }
}
