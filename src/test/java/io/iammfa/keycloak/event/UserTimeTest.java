package io.iammfa.keycloak.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserTimeTest {

    private static final Instant MOMENT = Instant.parse("2026-11-25T14:05:00Z");

    @ParameterizedTest
    @CsvSource({
        "en, Etc/UTC, 'Nov 25, 2026, 2:05 PM UTC'",
        "en, Asia/Tokyo, 'Nov 25, 2026, 11:05 PM JST'",
        "de, Europe/Berlin, '25.11.2026, 15:05 MEZ'",
        "en-GB, Europe/London, '25 Nov 2026, 14:05 GMT'",
    })
    void a_moment_stands_in_a_language_and_a_zone_that_is_named(String language, String zone, String words) {
        // newer Java has a narrow space before AM and PM
        assertEquals(
                words,
                new UserTime(Locale.forLanguageTag(language), ZoneId.of(zone))
                        .say(MOMENT)
                        .replace('\u202f', ' '));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "Nowhere/At all", "Asia", "${env.HOME}"})
    void what_is_no_zone_means_the_server_s(String name) {
        assertEquals(ZoneId.systemDefault(), UserTime.zone(name));
    }

    @Test
    void a_zone_is_known_by_its_name() {
        assertEquals(ZoneId.of("America/New_York"), UserTime.zone(" America/New_York "));
    }
}
