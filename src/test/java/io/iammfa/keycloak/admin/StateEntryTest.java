package io.iammfa.keycloak.admin;

import static io.iammfa.keycloak.admin.BodyTest.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.device.DeviceState;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of states may hold. */
class StateEntryTest {

    private static List<DeviceState> read(String json) {
        return Body.list(
                        new ByteArrayInputStream(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                        StateEntry.class,
                        2)
                .stream()
                .map(StateEntry::state)
                .toList();
    }

    @Test
    void is_read_as_it_was_written_and_what_is_missing_says_nothing() {
        assertEquals(
                List.of(
                        new DeviceState(
                                "b",
                                -3,
                                59_000_000L,
                                Instant.parse("2026-01-31T12:00:00Z"),
                                Map.of("team", "a"),
                                "T-1"),
                        new DeviceState("d", 0, null, null, Map.of(), null)),
                read(
                        """
                        [{'userId': 'a', 'id': 'b', 'clockDriftSteps': -3, 'watermark': 59000000,
                          'lastUsedAt': '2026-01-31T12:00:00Z', 'tags': {'team': 'a'}, 'serialNumber': 'T-1'},
                         {'userId': 'c', 'id': 'd', 'clockDriftSteps': null, 'tags': null}]"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "5", "'x'", "[null]", "[[]]", "[{},{},{}]", "[5]"})
    void is_a_list_of_objects(String json) {
        String refusal = refusal(() -> read(json));
        assertEquals(
                "400 ValidationError body: a list of at most 2 objects with the fields"
                        + " userId, id, clockDriftSteps, watermark, lastUsedAt, tags, serialNumber",
                refusal.replaceFirst("body\\S*:", "body:"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'userId': 5, 'id': 'b'                                | body[0].userId
                    'userId': '', 'id': 'b'                               | userId
                    'userId': 'a'                                         | id
                    'userId': 'a', 'id': 'b\\u0000'                        | id
                    'userId': 'a', 'id': 'b', 'clockDriftSteps': '3'      | body[0].clockDriftSteps
                    'userId': 'a', 'id': 'b', 'clockDriftSteps': 1.5      | body[0].clockDriftSteps
                    'userId': 'a', 'id': 'b', 'clockDriftSteps': 1000001  | clockDriftSteps
                    'userId': 'a', 'id': 'b', 'clockDriftSteps': -2147483648 | clockDriftSteps
                    'userId': 'a', 'id': 'b', 'clockDriftSteps': 99999999999 | body
                    'userId': 'a', 'id': 'b', 'watermark': -1             | watermark
                    'userId': 'a', 'id': 'b', 'watermark': true           | body[0].watermark
                    'userId': 'a', 'id': 'b', 'lastUsedAt': 'yesterday'   | lastUsedAt
                    'userId': 'a', 'id': 'b', 'lastUsedAt': '1969-01-01T00:00:00Z' | lastUsedAt
                    'userId': 'a', 'id': 'b', 'lastUsedAt': '+999999999-01-01T00:00:00Z' | lastUsedAt
                    'userId': 'a', 'id': 'b', 'tags': {'<': ''}           | tags.<
                    'userId': 'a', 'id': 'b', 'tags': []                  | body[0].tags
                    'userId': 'a', 'id': 'b', 'secret': 'x'               | secret
                    """)
    void is_refused_by_the_name_of_the_field(String entry, String field) {
        assertEquals(
                "400 ValidationError " + field,
                refusal(() -> read("[{" + entry.strip() + "}]")).split(": ")[0]);
    }
}
