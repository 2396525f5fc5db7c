package io.iammfa.keycloak.device;

import io.iammfa.keycloak.totp.Unseen;
import java.text.Normalizer;
import java.util.Locale;

/**
 * What two names have in common that look alike: Unicode's identifier caseless matching (D147: every character's
 * {@code NFKC_Casefold}, which drops what is ignorable, after NFD), and beyond it runs of blanks are one blank, and case
 * is as little of a difference as to Keycloak, which compares upper case, too.
 */
final class NameFold {

    private static final String DOT_ABOVE = Character.toString(Character.codePointOf("COMBINING DOT ABOVE"));

    private NameFold() {}

    static String of(String name) {
        StringBuilder mapped = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFD).codePoints().forEach(character -> map(character, mapped));
        StringBuilder folded = new StringBuilder(mapped.length());
        boolean afterI = false;
        for (int character :
                Normalizer.normalize(mapped, Normalizer.Form.NFD).codePoints().toArray()) {
            boolean isMark = Character.getType(character) == Character.NON_SPACING_MARK;
            afterI = character == 'i' || afterI && isMark;
            // an i has its dot already: that of the Turkish capital, which Keycloak takes for an i, shows no other
            boolean isDotOfI = afterI && isMark && DOT_ABOVE.codePointAt(0) == character;
            if (!isDotOfI) {
                append(character, folded);
            }
        }
        int end = folded.length();
        if (end > 0 && folded.charAt(end - 1) == ' ') {
            folded.setLength(end - 1);
        }
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static void map(int character, StringBuilder into) {
        if (character < 0x80) {
            into.append((char) Character.toLowerCase(character));
        } else if (!Unseen.isIgnorable(character)) {
            // what a compatibility character stands for may have to be folded in turn
            fold(fold(Character.toString(character)))
                    .codePoints()
                    .filter(part -> !Unseen.isIgnorable(part))
                    .forEach(into::appendCodePoint);
        }
    }

    /** Of a few characters the upper case is several; of a few others only the lower case of the upper case is one. */
    private static String fold(String text) {
        String upper = text.codePoints()
                .map(character -> Character.toLowerCase(Character.toUpperCase(character)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .toUpperCase(Locale.ROOT);
        String lower = upper.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Normalizer.normalize(lower, Normalizer.Form.NFKC);
    }

    /** Blanks at the beginning are none, and the others are one. */
    private static void append(int character, StringBuilder into) {
        if (!Unseen.isBlank(character)) {
            into.appendCodePoint(character);
        } else if (!into.isEmpty() && into.charAt(into.length() - 1) != ' ') {
            into.append(' ');
        }
    }
}
