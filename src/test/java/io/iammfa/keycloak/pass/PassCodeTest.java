package io.iammfa.keycloak.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassCodeTest {

    @Test
    void is_random_and_read_as_it_is_shown() {
        Set<PassCode> codes = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            PassCode code = PassCode.random();
            assertTrue(code.grouped().matches("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}"), code.grouped());
            assertEquals(Optional.of(code), PassCode.read(code.grouped()));
            assertTrue(codes.add(code));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ABCDEFGHIJKLMN27",
                "abcd-efgh-ijkl-mn27",
                " abcd efgh ijkl mn27 ",
                "abcd–efgh—ijkl\u2011mn27",
                "ABCD\u00a0EFGH\u2003IJKL\tMN27\n"
            })
    void is_read_whichever_way_it_is_typed(String typed) {
        assertEquals(Optional.of(new PassCode("ABCDEFGHIJKLMN27")), PassCode.read(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "123456",
                "ABCDEFGHIJKLMN2",
                "ABCDEFGHIJKLMN277",
                "ABCDEFGHIJKLMN21",
                "ÄBCDEFGHIJKLMN27",
                "ａbcdefghijklmn27"
            })
    void nothing_else_is_one(String typed) {
        assertEquals(Optional.empty(), PassCode.read(typed));
        assertEquals(Optional.empty(), PassCode.read(null));
        assertEquals(Optional.empty(), PassCode.read("A".repeat(1_000_000)));
    }

    @Test
    void is_read_in_Turkish_too() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertEquals(Optional.of(new PassCode("IIIIIIIIIIIIIIII")), PassCode.read("iiii-iiii-iiii-iiii"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void is_of_use_to_its_user_in_its_realm_alone_and_never_shows_by_accident() {
        PassCode code = new PassCode("ABCDEFGHIJKLMN27");
        assertEquals(code.digest("r", "u"), code.digest("r", "u"));
        assertNotEquals(code.digest("r", "u"), code.digest("r", "v"));
        assertNotEquals(code.digest("r", "u"), code.digest("s", "u"));
        assertNotEquals(code.digest("ru", ""), code.digest("r", "u"));
        assertFalse(code.toString().contains("ABCD"));
    }
}
