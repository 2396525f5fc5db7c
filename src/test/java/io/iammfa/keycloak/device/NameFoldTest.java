package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import io.iammfa.keycloak.totp.Unseen;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is the same to Unicode or to Keycloak is the same here; ICU tells what is the same to Unicode. */
class NameFoldTest {

    private static final Normalizer2 NFKC_CASEFOLD = Normalizer2.getNFKCCasefoldInstance();
    private static final Normalizer2 NFD = Normalizer2.getNFDInstance();

    /** Unicode's D147; the NFD in it matters to Greek alone, whose iota below is a letter in the fold. */
    private static String unicodes(String text) {
        return NFKC_CASEFOLD.normalize(NFD.normalize(text));
    }

    /** Equal for two texts exactly if {@link String#equalsIgnoreCase} holds, which is Keycloak's comparison. */
    private static String keycloaks(String text) {
        return text.codePoints()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isKnown(int character) {
        return Character.getType(character) != Character.UNASSIGNED
                && UCharacter.getType(character) != Character.UNASSIGNED
                && Character.getType(character) != Character.SURROGATE;
    }

    private static List<String> which(IntPredicate characters) {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(NameFoldTest::isKnown)
                .filter(characters)
                .mapToObj(c -> String.format("U+%04X %s", c, UCharacter.getExtendedName(c)))
                .toList();
    }

    private static boolean isSame(String one, String other) {
        return one.equals(other) || NameFold.of(one).equals(NameFold.of(other));
    }

    @Nested
    class Every_character {

        @Test
        void folds_like_what_unicode_folds_it_to() {
            assertEquals(List.of(), which(c -> !isSame(Character.toString(c), unicodes(Character.toString(c)))));
            assertEquals(
                    List.of(),
                    which(c -> !isSame(Character.toString(c), NFKC_CASEFOLD.normalize(Character.toString(c)))));
        }

        @Test
        void folds_like_what_keycloak_takes_it_for() {
            assertEquals(List.of(), which(c -> !isSame(Character.toString(c), keycloaks(Character.toString(c)))));
        }

        @Test
        void that_shows_nothing_is_nothing() {
            assertEquals(
                    List.of(),
                    which(c -> (Unseen.isIgnorable(c) || Unseen.isBlank(c))
                            && !NameFold.of(Character.toString(c)).isEmpty()));
        }

        /** But for the Turkish letters, which Keycloak takes for an i, and for case, of which either will do. */
        @Test
        void folds_to_nothing_else() {
            assertEquals(
                    List.of(
                            "U+0130 LATIN CAPITAL LETTER I WITH DOT ABOVE",
                            "U+0131 LATIN SMALL LETTER DOTLESS I",
                            "U+1D6A4 MATHEMATICAL ITALIC SMALL DOTLESS I"),
                    which(c -> !Unseen.isBlank(c)
                            && !NameFold.of(Character.toString(c))
                                    .equals(UCharacter.toLowerCase(ULocale.ROOT, unicodes(Character.toString(c)))
                                            .strip())));
        }
    }

    @Nested
    class Any_text {

        private static final int[] LIVELY = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(NameFoldTest::isKnown)
                .filter(c -> Unseen.isIgnorable(c)
                        || Unseen.isBlank(c)
                        || Character.getType(c) == Character.NON_SPACING_MARK
                        || !unicodes(Character.toString(c)).equals(Character.toString(c)))
                .toArray();

        private final Random random = new Random(20);

        private String text() {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> "aAiIıİsSßΣςαΑιΙ ".charAt(random.nextInt(16));
                            case 1 -> "\u0300\u0301\u0307\u0323\u0345\u034f\u200d\ufe0f".charAt(random.nextInt(8));
                            default -> LIVELY[random.nextInt(LIVELY.length)];
                        });
            }
            return text.toString();
        }

        private void always(Consumer<String> claim) {
            for (int i = 0; i < 10_000; i++) {
                claim.accept(text());
            }
        }

        @Test
        void is_the_same_as_what_unicode_folds_it_to() {
            always(text -> {
                assertEquals(NameFold.of(text), NameFold.of(unicodes(text)), () -> hex(text));
                if (NFD.normalize(text).indexOf('\u0345') < 0) {
                    assertEquals(NameFold.of(text), NameFold.of(NFKC_CASEFOLD.normalize(text)), () -> hex(text));
                }
            });
        }

        @Test
        void is_the_same_as_what_keycloak_takes_it_for() {
            always(text -> {
                String equal = keycloaks(text);
                assertTrue(text.equalsIgnoreCase(equal), () -> hex(text));
                assertTrue(DeviceName.same(text, equal), () -> hex(text));
                if (text.indexOf('\u0345') < 0) {
                    assertEquals(DeviceName.key(text), DeviceName.key(equal), () -> hex(text));
                }
            });
        }

        @Test
        void is_folded_once_and_for_all() {
            always(text -> assertEquals(NameFold.of(text), NameFold.of(NameFold.of(text)), () -> hex(text)));
        }

        private static String hex(String text) {
            return text.codePoints().mapToObj(c -> String.format("%04X ", c)).reduce("", String::concat);
        }
    }
}
