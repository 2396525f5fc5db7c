package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DatabaseText;
import io.iammfa.keycloak.store.DatabaseText.Place;
import io.iammfa.keycloak.store.Digest;
import io.iammfa.keycloak.totp.Unseen;
import java.util.regex.Pattern;

/**
 * The name of a device: 1 to 64 characters after trimming, of any script, something of it visible, without control
 * characters. Trimming takes away what can't be seen at either end: blanks of any kind and ignorable signs such as
 * zero-width spaces and byte order marks, save those that shape the last character, as emoji and some scripts need them.
 *
 * @param value the name as its owner wrote it, trimmed
 */
public record DeviceName(String value) {

    /** The longest name, in characters (Unicode code points). */
    public static final int MAX_LENGTH = 64;

    /** What is longer, in UTF-16 units, is not even looked at. */
    private static final int ABSURD_LENGTH = 1024;

    private static final int SEARCHABLE_LENGTH = 255;

    /** Control characters, line and paragraph separators, half surrogates and what is no character at all. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{IsNoncharacter_Code_Point}]");

    /** What is wrong with a name. */
    public enum Problem {
        MISSING,
        TOO_LONG,
        CONTROL_CHARACTER,
        NOT_STORABLE
    }

    public DeviceName {
        if (problem(value) != null) {
            throw new IllegalArgumentException("not a device name: " + problem(value));
        }
        value = trim(value);
    }

    /** What keeps a text from being a device name, or null if nothing does. */
    public static Problem problem(String typed) {
        if (typed != null && typed.length() > ABSURD_LENGTH) {
            return Problem.TOO_LONG;
        }
        String text = typed == null ? "" : trim(typed);
        if (UNPRINTABLE.matcher(text).find() || text.codePoints().anyMatch(Unseen::isDirectional)) {
            return Problem.CONTROL_CHARACTER;
        }
        if (text.isEmpty()) {
            return Problem.MISSING;
        }
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            return Problem.TOO_LONG;
        }
        return isStorable(text) ? null : Problem.NOT_STORABLE;
    }

    /** Whether the database can hold a text with a device, or be asked for it. */
    public static boolean isStorable(String text) {
        return DatabaseText.holds(Place.DEVICES, text) && DatabaseText.holds(Place.LABELS, text);
    }

    /**
     * Whether two names are the same to a person, who sees neither case as a difference nor how a letter is encoded nor
     * what shows nothing, or to Keycloak, which compares them letter by letter.
     */
    public static boolean same(String one, String other) {
        if (one.length() > ABSURD_LENGTH || other.length() > ABSURD_LENGTH) {
            return one.equals(other);
        }
        return fold(one).equals(fold(other)) || trim(one).equalsIgnoreCase(trim(other));
    }

    /**
     * What stands for a name in comparisons, whatever the database thinks of case and accents: 64 hexadecimal digits.
     */
    static String key(String name) {
        return Digest.of(fold(name));
    }

    /** A name as searches compare it, at most 255 characters (UTF-16 units). */
    public static String searchable(String name) {
        return cut(fold(cut(name, ABSURD_LENGTH)), SEARCHABLE_LENGTH);
    }

    private static String fold(String name) {
        return name.length() > ABSURD_LENGTH ? name : NameFold.of(name);
    }

    /** Not between the halves of a character. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static String trim(String name) {
        int[] characters = name.codePoints().toArray();
        int start = 0;
        int end = characters.length;
        while (start < end && isTrimmed(characters[start])) {
            start++;
        }
        while (end > start && isTrimmed(characters[end - 1])) {
            end--;
        }
        while (start < end && end < characters.length && shapesTheOneBefore(characters[end])) {
            end++;
        }
        return new String(characters, start, end - start);
    }

    /** What turns text around stays, and is refused: whoever stores a name may do so as it was written. */
    private static boolean isTrimmed(int character) {
        return Unseen.isBlank(character) || Unseen.isIgnorable(character) && !Unseen.isDirectional(character);
    }

    /** Variation selectors, joiners, and the tags that make a flag. */
    private static boolean shapesTheOneBefore(int character) {
        return Character.getType(character) == Character.NON_SPACING_MARK
                || Character.UnicodeScript.of(character) == Character.UnicodeScript.INHERITED
                || Character.UnicodeBlock.of(character) == Character.UnicodeBlock.TAGS;
    }
}
