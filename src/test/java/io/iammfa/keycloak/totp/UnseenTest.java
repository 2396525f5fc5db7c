package io.iammfa.keycloak.totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.util.VersionInfo;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All of Unicode, with ICU's tables for comparison. */
class UnseenTest {

    /** What both tables know: Java's may be older or newer than ICU's. */
    private static final VersionInfo COMMON = min(
            UCharacter.getUnicodeVersion(),
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                    .filter(c -> Character.getType(c) != Character.UNASSIGNED)
                    .mapToObj(UCharacter::getAge)
                    .reduce(VersionInfo.getInstance(0), UnseenTest::max));

    private static VersionInfo min(VersionInfo one, VersionInfo other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static VersionInfo max(VersionInfo one, VersionInfo other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean isKnown(int character) {
        return Character.getType(character) != Character.UNASSIGNED
                && UCharacter.getType(character) != Character.UNASSIGNED;
    }

    private static IntPredicate has(int property) {
        return c -> UCharacter.hasBinaryProperty(c, property);
    }

    private static List<String> which(IntPredicate characters) {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(characters)
                .mapToObj(c -> String.format("U+%04X %s", c, UCharacter.getExtendedName(c)))
                .toList();
    }

    private static List<String> differences(IntPredicate one, IntPredicate other) {
        return which(c -> one.test(c) != other.test(c));
    }

    @Nested
    class Ignorable {

        private final IntPredicate unicodes = has(UProperty.DEFAULT_IGNORABLE_CODE_POINT);

        @Test
        void is_every_character_of_unicode_s_property_and_no_other() {
            assertEquals(List.of(), which(c -> isKnown(c) && unicodes.test(c) != Unseen.isIgnorable(c)));
        }

        @Test
        void is_what_unicode_reserves_for_that_purpose() {
            assertEquals(
                    List.of(),
                    which(c -> UCharacter.getType(c) == Character.UNASSIGNED
                            && Character.getType(c) == Character.UNASSIGNED
                            && unicodes.test(c) != Unseen.isIgnorable(c)));
        }

        @Test
        void is_unknown_only_of_what_is_newer_than_java() {
            assertEquals(
                    List.of(),
                    which(c -> unicodes.test(c) != Unseen.isIgnorable(c)
                            && UCharacter.getAge(c).compareTo(COMMON) <= 0));
        }
    }

    @Nested
    class Blank {

        @Test
        void is_all_white_space() {
            assertEquals(List.of(), which(c -> has(UProperty.WHITE_SPACE).test(c) && !Unseen.isBlank(c)));
        }

        @Test
        void is_what_is_called_a_blank() {
            assertEquals(
                    List.of(),
                    which(c -> isKnown(c) && UCharacter.getExtendedName(c).endsWith(" BLANK") && !Unseen.isBlank(c)));
            assertTrue(Unseen.isBlank(Character.codePointOf("BRAILLE PATTERN BLANK")));
        }

        @Test
        void is_little_else() {
            assertEquals(
                    List.of(
                            "U+001C <control-001C>",
                            "U+001D <control-001D>",
                            "U+001E <control-001E>",
                            "U+001F <control-001F>",
                            "U+2800 BRAILLE PATTERN BLANK",
                            "U+1D159 MUSICAL SYMBOL NULL NOTEHEAD"),
                    which(c -> UCharacter.getAge(c).compareTo(VersionInfo.UNICODE_13_0) <= 0
                            && Unseen.isBlank(c)
                            && !has(UProperty.WHITE_SPACE).test(c)));
        }
    }

    @Test
    void directional_are_unicode_s_bidi_controls_save_the_marks_that_turn_nothing_around() {
        assertEquals(
                List.of("U+061C ARABIC LETTER MARK", "U+200E LEFT-TO-RIGHT MARK", "U+200F RIGHT-TO-LEFT MARK"),
                differences(has(UProperty.BIDI_CONTROL), Unseen::isDirectional));
    }
}
