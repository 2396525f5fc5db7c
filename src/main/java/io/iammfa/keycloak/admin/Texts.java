package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;
import java.util.regex.Pattern;

/** Texts that every database can be asked for. */
final class Texts {

    /** The longest id, in characters. */
    static final int ID_LENGTH = 255;

    /** What can be an id, in words. */
    static final String ID = "a text of 1 to " + ID_LENGTH + " characters";

    private static final int SHORT = 40;
    private static final Pattern UNUSABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private Texts() {}

    /** Whether a text is neither empty nor too long, and free of control characters and halves of characters. */
    static boolean isPlain(String text, int maxLength) {
        return text != null
                && !text.isEmpty()
                && text.length() <= maxLength
                && !UNUSABLE.matcher(text).find()
                && DeviceName.isStorable(text);
    }

    /** An id of a request, or a refusal that names its field. */
    static String id(String field, String text) {
        if (!isPlain(text, ID_LENGTH)) {
            throw Refusal.validation(field, ID);
        }
        return text;
    }

    /**
     * Whether a text can be a user's id: what begins as the id of a user of another storage has to name the storage, or
     * Keycloak fails to read it.
     */
    static boolean isUserId(String text) {
        return isPlain(text, ID_LENGTH) && (!text.startsWith("f:") || text.indexOf(':', 2) > 2);
    }

    /** As much of what a request brought as an answer repeats. */
    static String shorten(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "…";
    }
}
