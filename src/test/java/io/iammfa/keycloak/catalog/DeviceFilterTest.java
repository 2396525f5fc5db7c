package io.iammfa.keycloak.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.DeviceTags;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceFilterTest {

    private static DeviceFilter search(String text) {
        return new DeviceFilter(null, text, null, List.of(), null, false);
    }

    private static DeviceFilter tag(String text) {
        return new DeviceFilter(null, null, null, List.of(text), null, false);
    }

    @ParameterizedTest
    @CsvSource({
        "Phone, phone%",
        "phone*, phone%",
        "*hon*, %hon%",
        "**, %%",
        "100%_!, 100!%!_!!%",
        "ＰＨＯＮＥ, phone%",
        "STRASSE, strasse%",
        "Straße, strasse%"
    })
    void a_search_is_the_beginning_of_a_name_or_any_part_of_it(String search, String pattern) {
        assertEquals(pattern, search(search).namePattern());
    }

    @Test
    void a_tag_with_several_colons_is_read_in_every_way() {
        assertEquals(
                List.of("a=b:c", "a:b=c"),
                tag("a:b:c").tagReadings().get(0).stream()
                        .map(tag -> tag.key() + "=" + tag.value())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"a:b, true", "a:, true", "a, false", ":b, false", "a*:b, false", "a:b*, false"})
    void a_tag_needs_a_key_and_a_value_that_could_be_there(String tag, boolean usable) {
        assertEquals(usable, tag(tag).hasUsableTags());
    }

    @Test
    void keys_and_values_keep_iam_s_alphabet_and_lengths() {
        assertTrue(DeviceTags.isKey("Owner_.:/=+-@ Ärzte 東京 9"));
        assertTrue(DeviceTags.isKey("k".repeat(128)));
        assertFalse(DeviceTags.isKey("k".repeat(129)));
        assertFalse(DeviceTags.isKey("İ".repeat(128)), "longer where case does not count");
        assertFalse(DeviceTags.isKey(""));
        assertFalse(DeviceTags.isKey("a\tb"));
        assertTrue(DeviceTags.isValue(""));
        assertTrue(DeviceTags.isValue("v".repeat(256)));
        assertFalse(DeviceTags.isValue("v".repeat(257)));
        assertFalse(DeviceTags.isValue("<b>"));
    }
}
