package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.store.DatabaseText.Place;
import io.iammfa.keycloak.store.Narrow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts in events, where their table holds no more than three bytes a character. */
class EventTextTest {

    @RegisterExtension
    final Narrow database = new Narrow(Place.EVENTS);

    @ParameterizedTest
    @CsvSource({
        "🔑 Phone, \\u{1F511} Phone",
        "a𝔸b👩‍💻, a\\u{1D538}b\\u{1F469}‍\\u{1F4BB}",
        "\\u{41}🔑, \\u{5C}u{41}\\u{1F511}",
        "Handy für’s Büro, Handy für’s Büro",
        "C:\\user, C:\\user"
    })
    void are_written_with_numbers_for_what_it_does_not_hold_and_read_as_they_were(String text, String written) {
        assertEquals(written, EventText.written(text));
        assertEquals(text, EventText.read(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"🔑 Phone", "\\u{41}", "\\u{5C}u{41}"})
    void are_what_they_are_where_it_holds_everything(String text) {
        database.widen();
        assertEquals(text, EventText.written(text));
        assertEquals(text, EventText.read(text));
    }

    @Test
    void may_be_missing() {
        assertEquals(null, EventText.written(null));
    }
}
