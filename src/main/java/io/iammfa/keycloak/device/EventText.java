package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DatabaseText;
import io.iammfa.keycloak.store.DatabaseText.Place;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as a detail of an event. What the database's table of events can't hold is written by its number, such as
 * <code>&#92;u{1F511}</code>: an event must not fail for a name, and the request with it.
 */
public final class EventText {

    /** A character past U+FFFF, or a backslash that would be taken for the beginning of such a number. */
    private static final Pattern UNHELD = Pattern.compile("[\\x{10000}-\\x{10FFFF}]|\\\\(?=u\\{)");

    private static final Pattern NUMBER = Pattern.compile("\\\\u\\{(\\p{XDigit}{1,6})}");

    private static final String PAST_THREE_BYTES = Character.toString(0x10000);

    private EventText() {}

    public static String written(String text) {
        if (text == null || DatabaseText.holds(Place.EVENTS, text)) {
            return text;
        }
        return UNHELD.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        String.format("\\u{%X}", found.group().codePointAt(0))));
    }

    /** What was written. */
    public static String read(String text) {
        if (DatabaseText.holds(Place.EVENTS, PAST_THREE_BYTES)) {
            return text;
        }
        return NUMBER.matcher(text)
                .replaceAll(
                        number -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(number.group(1), 16))));
    }
}
