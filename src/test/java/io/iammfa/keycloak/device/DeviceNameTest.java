package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.DeviceName.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"Phone", " Phone ", "Büro-Handy #2 (alt)", "電話", "הטלפון שלי", "📱 1", "<b>&\"'", "a"})
    void letters_of_any_script_digits_spaces_and_punctuation_make_a_name(String typed) {
        assertNull(DeviceName.problem(typed));
        assertEquals(typed.strip(), new DeviceName(typed).value());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "\u3000", "\u00a0", "\u200b", " \u200d\u00a0"})
    void a_name_is_needed(String typed) {
        assertEquals(Problem.MISSING, DeviceName.problem(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\nb", "a\tb", "a\u007fb", "a\u202eb", "a\u2028b", "a\ud800b"})
    void control_characters_are_no_part_of_a_name(String typed) {
        assertEquals(Problem.CONTROL_CHARACTER, DeviceName.problem(typed));
        assertThrows(IllegalArgumentException.class, () -> new DeviceName(typed));
    }

    @Test
    void sixty_four_characters_are_enough_whatever_their_encoding() {
        assertNull(DeviceName.problem("x".repeat(64)));
        assertNull(DeviceName.problem("📱".repeat(64)));
        assertEquals(Problem.TOO_LONG, DeviceName.problem("x".repeat(65)));
        assertNull(DeviceName.problem(" " + "x".repeat(64) + " "));
    }

    @ParameterizedTest
    @CsvSource({"Phone,phone", "STRASSE,straße", "Café,CAFE\u0301", "Σίσυφος,ΣΊΣΥΦΟΣ", "İ,i̇", "Ｐhone,phone"})
    void names_that_differ_in_case_or_encoding_are_the_same(String one, String other) {
        assertTrue(DeviceName.same(one, other));
        assertEquals(DeviceName.key(one), DeviceName.key(other));
    }

    @ParameterizedTest
    @CsvSource({"iPhone,İPhone", "straße,STRAẞE"})
    void names_that_keycloak_takes_for_the_same_are_the_same(String one, String other) {
        assertTrue(one.equalsIgnoreCase(other));
        assertTrue(DeviceName.same(one, other));
    }

    @Test
    void names_that_differ_in_what_nobody_sees_are_the_same() {
        assertTrue(DeviceName.same("Phone", "Phone\u00a0"));
        assertTrue(DeviceName.same("Phone", "Pho\u200bne"));
        assertTrue(DeviceName.same("Phone", "Phone\ufe0f"));
        assertTrue(DeviceName.same("Phone", "Ph\u3164one"));
        assertEquals("Phone", new DeviceName("\u00a0Phone\u2003").value());
    }

    @Test
    void names_that_a_person_tells_apart_are_not_the_same() {
        assertFalse(DeviceName.same("Phone 1", "Phone 2"));
        assertFalse(DeviceName.same("Cafe", "Café"));
        assertNotEquals(DeviceName.key("Cafe"), DeviceName.key("Café"));
    }

    @Test
    void a_text_of_absurd_length_costs_nothing() {
        String absurd = "a" + " ".repeat(130_000) + "b";
        assertEquals(Problem.TOO_LONG, DeviceName.problem(absurd));
        assertFalse(DeviceName.same("Phone", absurd));
        assertTrue(DeviceName.searchable(absurd).length() <= 255);
        assertEquals(64, DeviceName.key(" ".repeat(1000) + "x").length());
    }

    @Test
    void what_searches_compare_is_cut_between_characters() {
        for (String start : new String[] {"", "x"}) {
            String searchable = DeviceName.searchable(start + "📱".repeat(600));
            assertEquals(searchable, new String(searchable.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
            assertTrue(searchable.length() >= 254);
        }
    }
}
