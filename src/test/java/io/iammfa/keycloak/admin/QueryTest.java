package io.iammfa.keycloak.admin;

import static io.iammfa.keycloak.admin.BodyTest.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.catalog.DeviceFilter;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {

    /** Names and values in turn. */
    private static MultivaluedMap<String, String> parameters(String... pairs) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.add(pairs[i], pairs[i + 1]);
        }
        return parameters;
    }

    @Test
    void nothing_asked_for_is_the_first_hundred_of_all() {
        assertEquals(new DeviceFilter(null, null, null, List.of(), null, false), Query.filter(parameters("user", "")));
        assertEquals(new Query.Page(0, 100, null), Query.page(parameters("marker", "")));
        assertNull(Query.unusedSince(parameters()));
    }

    @Test
    void a_list_has_a_filter_and_a_page() {
        MultivaluedMap<String, String> parameters = parameters(
                "user",
                "alice",
                "search",
                "*x",
                "kind",
                "hotp",
                "tag",
                "a:b",
                "tag",
                "c:",
                "lastUsedBefore",
                "2026-01-31",
                "first",
                "5",
                "max",
                "500",
                "marker",
                "m");
        assertEquals(
                new DeviceFilter(
                        "alice", "*x", "hotp", List.of("a:b", "c:"), Instant.parse("2026-01-31T00:00:00Z"), false),
                Query.filter(parameters));
        assertEquals(new Query.Page(5, 500, "m"), Query.pageBesideFilter(parameters));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usr | x | usr: unknown parameter; allowed are user, search, kind, tag, lastUsedBefore, clockOff, first, max, marker",
                "kind | toaster | kind: totp, hotp or webauthn",
                "tag | nocolon | tag: key:value, at most 10 times",
                "tag | '' | tag: key:value, at most 10 times",
                "lastUsedBefore | yesterday | lastUsedBefore: a date as 2026-01-31, or a moment as 2026-01-31T12:00:00Z",
                "lastUsedBefore | 2026-13-01 | lastUsedBefore: a date as 2026-01-31, or a moment as 2026-01-31T12:00:00Z",
                "lastUsedBefore | +999999999-12-31T23:59:59Z | lastUsedBefore: a date as 2026-01-31, or a moment as 2026-01-31T12:00:00Z"
            })
    void a_filter_that_cant_be_used_is_refused(String name, String value, String words) {
        assertEquals("400 ValidationError " + words, refusal(() -> Query.filter(parameters(name, value))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max | 0 | max: a whole number from 1 to 500",
                "max | 501 | max: a whole number from 1 to 500",
                "max | x | max: a whole number from 1 to 500",
                "first | -1 | first: a whole number from 0 to 2147483647",
                "first | 2147483648 | first: a whole number from 0 to 2147483647",
                "user | x | user: unknown parameter; allowed are first, max, marker"
            })
    void a_page_that_cant_be_used_is_refused(String name, String value, String words) {
        assertEquals("400 ValidationError " + words, refusal(() -> Query.page(parameters(name, value))));
    }

    @Test
    void one_value_is_no_two_and_has_no_control_characters() {
        assertEquals(
                "400 ValidationError user: one value",
                refusal(() -> Query.filter(parameters("user", "a", "user", "b"))));
        String words = "400 ValidationError user: at most 512 characters without control characters";
        for (String value : List.of("a\u0000", "\ud800", "x".repeat(513))) {
            assertEquals(words, refusal(() -> Query.filter(parameters("user", value))));
        }
    }

    @Test
    void a_moment_has_an_offset_whose_plus_became_a_space() {
        assertEquals(
                Instant.parse("2026-01-31T11:00:00Z"),
                Query.unusedSince(parameters("unusedSince", "2026-01-31T12:00:00 01:00")));
    }

    @Test
    void tags_are_taken_away_by_their_keys() {
        assertEquals(List.of("a", "B"), Query.keys(parameters("key", "a", "key", "B")));
        assertEquals(
                "400 ValidationError key: the key of a tag, once for each tag",
                refusal(() -> Query.keys(parameters())));
        assertTrue(
                refusal(() -> Query.keys(parameters("key", "a*"))).startsWith("400 ValidationError key.a*: keys of"));
        assertTrue(refusal(() -> Query.keys(parameters("key", ""))).startsWith("400 ValidationError key.: keys of"));
    }
}
