package io.iammfa.keycloak.device;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a device: 1 to 64 characters after trimming, of any script, without control characters.
 *
 * @param value the name as its owner wrote it, trimmed
 */
public record DeviceName(String value) {

    /** The longest name, in characters (Unicode code points). */
    public static final int MAX_LENGTH = 64;

    /** What is longer, in UTF-16 units, is not even looked at. */
    private static final int ABSURD_LENGTH = 1024;

    /** Control characters, line and paragraph separators, half surrogates and the overrides that turn text around. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]");

    /** Letters and marks that show nothing: Hangul and Braille blanks, variation selectors. */
    private static final String FILLERS =
            "\\u115F\\u1160\\u17B4\\u17B5\\u2800\\u3164\\uFFA0\\uFE00-\\uFE0F\\x{E0100}-\\x{E01EF}";

    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}" + FILLERS + "]");

    /** What nobody sees: a name needs more, and no two names differ by it alone. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Z}\\s" + FILLERS + "]");

    /** What is wrong with a name. */
    public enum Problem {
        MISSING,
        TOO_LONG,
        CONTROL_CHARACTER
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
        if (UNPRINTABLE.matcher(text).find()) {
            return Problem.CONTROL_CHARACTER;
        }
        if (INVISIBLE.matcher(text).replaceAll("").isEmpty()) {
            return Problem.MISSING;
        }
        return text.codePointCount(0, text.length()) > MAX_LENGTH ? Problem.TOO_LONG : null;
    }

    /**
     * Whether two names are the same to a person, without regard to case and to how a letter is encoded, or to Keycloak,
     * which compares them letter by letter.
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
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(fold(name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A name as searches compare it, at most 255 characters. */
    public static String searchable(String name) {
        String folded = fold(name.substring(0, Math.min(name.length(), ABSURD_LENGTH)));
        int end = Math.min(folded.length(), 255);
        // databases would give back something else for half a character
        boolean half = end > 0 && Character.isHighSurrogate(folded.charAt(end - 1));
        return folded.substring(0, half ? end - 1 : end);
    }

    private static String fold(String name) {
        String unseen = UNSEEN.matcher(trim(name)).replaceAll("");
        String visible = Normalizer.normalize(unseen, Normalizer.Form.NFKC);
        return visible.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Without the spaces of any kind at either end. */
    private static String trim(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isSpace(name.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
