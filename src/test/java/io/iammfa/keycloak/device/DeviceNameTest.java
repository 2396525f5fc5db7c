package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.DeviceName.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Phone",
                " Phone ",
                "Büro-Handy #2 (alt)",
                "電話",
                "הטלפון שלי",
                "📱 1",
                "<b>&\"'",
                "a",
                "👩‍👩‍👧",
                "❤️",
                "1️⃣",
                "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "کتاب‌خانه",
                "ه‍"
            })
    void letters_of_any_script_digits_spaces_and_punctuation_make_a_name(String typed) {
        assertNull(DeviceName.problem(typed));
        assertEquals(typed.strip(), new DeviceName(typed).value());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "  ",
                "\u3000",
                "\u00a0",
                "\u200b",
                " \u200d\u00a0",
                "\u2800",
                "\u3164",
                "\u115f\u1160",
                "\ufe0f",
                "\u034f",
                "\n",
                "\u0085",
                "\u2028",
                "\udb40\udc67",
                "\ud834\udd59",
                "\u17b4"
            })
    void a_name_needs_something_to_see(String typed) {
        assertEquals(Problem.MISSING, DeviceName.problem(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\0b",
                "a\nb",
                "a\tb",
                "a\u007fb",
                "a\u0085b",
                "a\u202eb",
                "a\u2028b",
                "a\u2029b",
                "a\ud800b",
                "a\uffffb",
                "\u202ea",
                "\u2067a\u2069",
                "a\u202c",
                "\u202e",
                "\u0001",
                "\udc00"
            })
    void control_characters_and_what_turns_text_around_are_no_part_of_a_name(String typed) {
        assertEquals(Problem.CONTROL_CHARACTER, DeviceName.problem(typed));
        assertThrows(IllegalArgumentException.class, () -> new DeviceName(typed));
    }

    @ParameterizedTest
    @CsvSource({
        "'\u00a0Phone\u2003', Phone",
        "'\ufeffPhone\u200b', Phone",
        "'\u200e \u200ePhone\u200f\n', Phone",
        "'\u3164Phone \u3164\u2800', Phone",
        "'\ufe0f\u200dPhone', Phone",
        "'❤\ufe0f \u200b', ❤\ufe0f",
        "'Pho\u200bne', Pho\u200bne",
    })
    void what_shows_nothing_at_either_end_is_trimmed(String typed, String name) {
        assertEquals(name, new DeviceName(typed).value());
        assertTrue(DeviceName.same(name, typed));
        assertEquals(DeviceName.key(name), DeviceName.key(typed));
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
    @CsvSource({"iPhone,İPhone", "iPhone,ıphone", "straße,STRAẞE", "i\u0323\u0301,İ\u0323\u0301"})
    void names_that_keycloak_takes_for_the_same_are_the_same(String one, String other) {
        assertTrue(one.equalsIgnoreCase(other));
        assertTrue(DeviceName.same(one, other));
        assertEquals(DeviceName.key(one), DeviceName.key(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "My phone\u00a0",
                "My Pho\u200bne",
                "My phone\ufe0f",
                "My ph\u3164one",
                "My  phone",
                "My \u200b phone",
                "My\u2800phone",
                "My\u3000\u2009phone",
                "My ph\u034fone",
                "My phone\udb40\udc67",
                "\ufeffMy phone",
                "My\tphone",
                "My ph\u180bone",
                "My ph\u00adone"
            })
    void names_that_differ_in_what_nobody_sees_are_the_same(String other) {
        assertTrue(DeviceName.same("My phone", other));
        assertEquals(DeviceName.key("My phone"), DeviceName.key(other));
        assertEquals("my phone", DeviceName.searchable(other));
    }

    @Test
    void names_that_a_person_tells_apart_are_not_the_same() {
        assertFalse(DeviceName.same("Phone 1", "Phone 2"));
        assertFalse(DeviceName.same("Cafe", "Café"));
        assertFalse(DeviceName.same("My phone", "Myphone"));
        assertFalse(DeviceName.same("🔑", "📱"));
        assertFalse(DeviceName.same("👍🏻", "👍🏿"));
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

    @ParameterizedTest
    @ValueSource(strings = {"\u0301\u0323", "\ufdfa", "\u3164", "i\u0307", "\u00a0\u200b", "📱", "ΐ"})
    void a_text_of_absurd_length_is_looked_at_once(String part) {
        String absurd = part.repeat(1_000_000);
        assertEquals(Problem.TOO_LONG, DeviceName.problem(absurd));
        assertFalse(DeviceName.same("Phone", absurd));
        assertEquals(DeviceName.key(absurd), DeviceName.key(absurd));
        assertTrue(DeviceName.searchable(absurd).length() <= 255);
    }

    @Test
    void a_search_ends_with_a_whole_character() {
        assertEquals("x" + "📱".repeat(127), DeviceName.searchable("x" + "📱".repeat(300)));
        assertEquals("📱".repeat(127), DeviceName.searchable("📱".repeat(1000)));
    }
}
