package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.catalog.DeviceFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** A request's query parameters, read strictly: a filter with a typing error must not list everything. */
final class Query {

    /** The largest page. */
    static final int MAX_PAGE = 500;

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_LENGTH = 512;
    private static final int MAX_TAGS = 10;
    private static final Set<String> KINDS = Set.of("totp", "hotp", "webauthn");

    /**
     * Which page of a list is asked for.
     *
     * @param first how many entries to pass over
     * @param max how many entries to return at most
     * @param marker where the page begins, or null for the beginning of the list
     */
    record Page(int first, int max, String marker) {}

    private final MultivaluedMap<String, String> parameters;

    private Query(MultivaluedMap<String, String> parameters) {
        this.parameters = parameters;
    }

    /** Parameters, none of them other than these. */
    static Query of(MultivaluedMap<String, String> parameters, String... known) {
        for (String name : parameters.keySet()) {
            if (!List.of(known).contains(name)) {
                throw Refusal.validation(name, "unknown parameter; allowed are " + String.join(", ", known));
            }
        }
        return new Query(parameters);
    }

    /** The filter of a list of devices, beside its page. */
    static DeviceFilter filter(MultivaluedMap<String, String> parameters) {
        Query query = Query.of(
                parameters, "user", "search", "kind", "tag", "lastUsedBefore", "clockOff", "first", "max", "marker");
        DeviceFilter filter = new DeviceFilter(
                query.text("user"),
                query.text("search"),
                query.kind(),
                query.all("tag"),
                query.moment("lastUsedBefore"),
                query.flag("clockOff"));
        if (filter.tags().size() > MAX_TAGS || !filter.hasUsableTags()) {
            throw Refusal.validation("tag", "key:value, at most " + MAX_TAGS + " times");
        }
        return filter;
    }

    /**
     * Which users the table of users is to show.
     *
     * @param devices what a device of theirs has to be, or null for users with and without devices
     */
    record Users(String search, boolean withoutDevice, DeviceFilter devices, Page page) {}

    /** The filter of the table of users. */
    static Users users(MultivaluedMap<String, String> parameters, int max) {
        Query query =
                Query.of(parameters, "search", "without", "kind", "tag", "unusedSince", "clockOff", "marker", "first");
        String search = query.text("search");
        String kind = query.kind();
        List<String> tags =
                query.all("tag").stream().filter(tag -> !tag.isEmpty()).toList();
        Instant unusedSince = query.moment("unusedSince");
        boolean clockOff = query.flag("clockOff");
        boolean ofDevices = kind != null || !tags.isEmpty() || unusedSince != null || clockOff;
        DeviceFilter devices = ofDevices ? new DeviceFilter(search, null, kind, tags, unusedSince, clockOff) : null;
        if (ofDevices && !devices.hasUsableTags()) {
            throw Refusal.validation("tag", "key:value");
        }
        return new Users(
                search,
                query.text("without") != null,
                devices,
                new Page(query.number("first", 0, 0, Integer.MAX_VALUE), max, query.text("marker")));
    }

    /** Of whom a list of deadlines is to be, beside its page. */
    static AskedUsers.Filter deadlines(MultivaluedMap<String, String> parameters) {
        String state = Query.of(parameters, "state", "first", "max", "marker").text("state");
        return AskedUsers.Filter.of(state == null ? AskedUsers.Filter.GRACE.id() : state)
                .orElseThrow(() -> Refusal.validation("state", "grace, week or overdue"));
    }

    private String kind() {
        String kind = text("kind");
        if (kind != null && !KINDS.contains(kind)) {
            throw Refusal.validation("kind", "totp, hotp or webauthn");
        }
        return kind;
    }

    /** The page of a list that has a filter, which knows the other parameters. */
    static Page pageBesideFilter(MultivaluedMap<String, String> parameters) {
        return new Query(parameters).page();
    }

    /** The page of a list without a filter. */
    static Page page(MultivaluedMap<String, String> parameters) {
        return Query.of(parameters, "first", "max", "marker").page();
    }

    private Page page() {
        return new Page(
                number("first", 0, 0, Integer.MAX_VALUE), number("max", DEFAULT_PAGE, 1, MAX_PAGE), text("marker"));
    }

    /** The moment of a report, or null. */
    static Instant unusedSince(MultivaluedMap<String, String> parameters) {
        return Query.of(parameters, "unusedSince").moment("unusedSince");
    }

    /** The user whose passes are asked for. */
    static String user(MultivaluedMap<String, String> parameters) {
        String user = Query.of(parameters, "user").text("user");
        return Texts.id("user", user);
    }

    /** The keys of tags, one at least. */
    static List<String> keys(MultivaluedMap<String, String> parameters) {
        List<String> keys = Query.of(parameters, "key").all("key");
        if (keys.isEmpty()) {
            throw Refusal.validation("key", "the key of a tag, once for each tag");
        }
        TagRules.requireKeys(keys);
        return keys;
    }

    /** A text, or null where the parameter is missing or empty. */
    String text(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw Refusal.validation(name, "one value");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** All values of a parameter. */
    private List<String> all(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (!values.stream().allMatch(value -> value.isEmpty() || Texts.isPlain(value, MAX_LENGTH))) {
            throw Refusal.validation(name, "at most " + MAX_LENGTH + " characters without control characters");
        }
        return values;
    }

    /** Whether a parameter is {@code true}; it is not where it is missing or empty. */
    private boolean flag(String name) {
        String text = text(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw Refusal.validation(name, "true or false");
        }
        return "true".equals(text);
    }

    private int number(String name, int missing, int min, int max) {
        String text = text(name);
        try {
            int number = text == null ? missing : Integer.parseInt(text);
            if (min <= number && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer as to a number out of range
        }
        throw Refusal.validation(name, "a whole number from " + min + " to " + max);
    }

    /** A moment: a date, which begins at midnight UTC, or a date with time and offset; null where it is missing. */
    private Instant moment(String name) {
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
