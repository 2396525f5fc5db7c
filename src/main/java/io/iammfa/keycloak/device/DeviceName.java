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

    /** Control characters, line and paragraph separators, half surrogates and the overrides that turn text around. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]");

    /** What is wrong with a name. */
    public enum Problem {
        MISSING,
        TOO_LONG,
        CONTROL_CHARACTER
    }

    public DeviceName {
        value = value.strip();
        if (problem(value) != null) {
            throw new IllegalArgumentException("not a device name: " + problem(value));
        }
    }

    /** What keeps a text from being a device name, or null if nothing does. */
    public static Problem problem(String typed) {
        String text = typed == null ? "" : typed.strip();
        if (text.isEmpty()) {
            return Problem.MISSING;
        }
        if (UNPRINTABLE.matcher(text).find()) {
            return Problem.CONTROL_CHARACTER;
        }
        return text.codePointCount(0, text.length()) > MAX_LENGTH ? Problem.TOO_LONG : null;
    }

    /** Whether two names are the same to a person: without regard to case and to how a letter is encoded. */
    public static boolean same(String one, String other) {
        return fold(one).equals(fold(other));
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

    private static String fold(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
