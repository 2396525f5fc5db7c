package io.iammfa.keycloak.admin;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/**
 * A request's query parameters, read strictly: a filter with a typing error must not list everything.
 */
final class Query {

    /** The largest page. */
    static final int MAX_PAGE = 500;

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_LENGTH = 512;

    private final MultivaluedMap<String, String> parameters;

    /** Parameters, none of them other than these. */
    Query(KeycloakSession session, String... known) {
        this.parameters = session.getContext().getUri().getQueryParameters();
        for (String name : parameters.keySet()) {
            if (!Set.of(known).contains(name)) {
                throw Refusal.validation(
                        name.length() <= 40 ? name : name.substring(0, 40) + "…",
                        known.length == 0
                                ? "unknown parameter"
                                : "unknown parameter; allowed are " + String.join(", ", known));
            }
        }
    }

    /** A text, or null where the parameter is missing or empty. */
    String text(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw Refusal.validation(name, "one value");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : plain(name, values.get(0));
    }

    /** All values of a parameter. */
    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .map(value -> value.isEmpty() ? value : plain(name, value))
                .toList();
    }

    private static String plain(String name, String value) {
        if (!Texts.isPlain(value, MAX_LENGTH)) {
            throw Refusal.validation(name, "at most " + MAX_LENGTH + " characters without control characters");
        }
        return value;
    }

    /** How many entries to pass over. */
    int first() {
        return number("first", 0, 0, Integer.MAX_VALUE);
    }

    /** How many entries to return at most. */
    int max() {
        return number("max", DEFAULT_PAGE, 1, MAX_PAGE);
    }

    private int number(String name, int missing, int min, int max) {
        String text = text(name);
        if (text == null) {
            return missing;
        }
        try {
            int number = Integer.parseInt(text);
            if (min <= number && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer as to a number out of range
        }
        throw Refusal.validation(name, "a whole number from " + min + " to " + max);
    }

    /** A moment: a date, which begins at midnight UTC, or a date with time and offset; null where it is missing. */
    Instant moment(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Instant moment = text.length() <= 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    // "+" means a space in queries
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            // what lies before 1970 was never reached by any device, and what lies too far ahead has no number
            moment.toEpochMilli();
            return moment;
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.validation(name, "a date as 2026-01-31, or a moment as 2026-01-31T12:00:00Z");
        }
    }
}
