package io.iammfa.keycloak.admin;

import java.util.regex.Pattern;

/** Texts that every database can be asked for. */
final class Texts {

    /** The longest id, in characters. */
    static final int ID_LENGTH = 255;

    private static final Pattern UNUSABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private Texts() {}

    /** Whether a text is neither empty nor too long, and free of control characters and halves of characters. */
    static boolean isPlain(String text, int maxLength) {
        return text != null
                && !text.isEmpty()
                && text.length() <= maxLength
                && !UNUSABLE.matcher(text).find();
    }
}
