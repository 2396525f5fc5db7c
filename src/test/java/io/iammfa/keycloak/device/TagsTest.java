package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Tagged.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();
    private final App phone = user.stockApp("Phone");

    private Tagged tag(Map<String, String> tags) {
        return user.request(devices -> devices.tag(phone.id(), tags));
    }

    private Tagged untag(String... keys) {
        return user.request(devices -> devices.untag(phone.id(), List.of(keys)));
    }

    private Map<String, String> tags() {
        return user.request(devices -> devices.tags(phone.id())).orElseThrow();
    }

    private static Map<String, String> numbered(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toMap(i -> "key-" + i, i -> "value " + i));
    }

    @Nested
    class Tags {

        @Test
        void are_kept_as_they_were_written_in_the_order_of_their_keys() {
            Tagged.Done done = assertInstanceOf(Tagged.Done.class, tag(Map.of("b", "2", "A", "1", "C", "", "ä", "Ä")));
            assertEquals(List.of("A", "b", "C", "ä"), List.copyOf(done.tags().keySet()));
            assertEquals(done.tags(), tags());
            assertEquals(phone.id(), done.device().id());
        }

        @Test
        void take_the_place_of_those_with_the_same_key_whatever_its_case() {
            tag(Map.of("Team", "ops", "Site", "Bern"));
            tag(Map.of("TEAM", "Dev"));
            assertEquals(Map.of("TEAM", "Dev", "Site", "Bern"), tags());
        }

        @Test
        void are_taken_away_by_their_keys_whatever_their_case() {
            tag(Map.of("Team", "ops", "Site", "Bern"));
            assertEquals(Map.of("Site", "Bern"), ((Tagged.Done) untag("tEAM", "unknown")).tags());
        }

        @Test
        void belong_to_one_device() {
            App tablet = user.stockApp("Tablet");
            tag(Map.of("a", "b"));
            assertEquals(Optional.of(Map.of()), user.request(devices -> devices.tags(tablet.id())));
        }

        @Test
        void go_with_a_device_that_keycloak_removed() {
            tag(Map.of("a", "b"));
            user.stockRemove(phone.id());
            user.reconcile();
            assertTrue(user.database.committed().tags.isEmpty());
        }

        @Test
        void are_forgotten_if_the_request_comes_to_nothing() {
            tag(Map.of("a", "b"));
            try (TestUser.Request request = user.open()) {
                request.devices().tag(phone.id(), Map.of("a", "c", "d", "e"));
                request.devices().untag(phone.id(), List.of("a"));
            }
            assertEquals(Map.of("a", "b"), tags());
        }

        @Test
        void are_for_the_user_s_devices_alone() {
            for (String id : new String[] {"", "Phone", null}) {
                assertEquals(
                        new Tagged.Refused(Reason.NO_SUCH_DEVICE),
                        user.request(devices -> devices.tag(id, Map.of("a", "b"))));
                assertEquals(
                        new Tagged.Refused(Reason.NO_SUCH_DEVICE),
                        user.request(devices -> devices.untag(id, List.of("a"))));
                assertEquals(Optional.empty(), user.request(devices -> devices.tags(id)));
            }
        }
    }

    @Nested
    class Fifty {

        @Test
        void are_the_most() {
            assertInstanceOf(Tagged.Done.class, tag(numbered(0, 50)));
            assertEquals(new Tagged.Refused(Reason.TOO_MANY), tag(Map.of("one more", "")));
            assertEquals(50, tags().size());
        }

        @Test
        void may_be_written_anew_whatever_their_case() {
            tag(numbered(0, 50));
            assertInstanceOf(Tagged.Done.class, tag(Map.of("KEY-7", "new")));
            assertEquals(50, tags().size());
            assertEquals("new", tags().get("KEY-7"));
        }

        @Test
        void are_not_passed_with_a_few_old_ones_among_the_new_and_nothing_is_written() {
            tag(numbered(0, 49));
            Map<String, String> before = tags();
            assertEquals(new Tagged.Refused(Reason.TOO_MANY), tag(Map.of("key-1", "x", "a", "", "b", "")));
            assertEquals(before, tags());
            assertInstanceOf(Tagged.Done.class, tag(Map.of("key-1", "x", "a", "")));
        }

        @Test
        void have_room_again_after_one_is_taken_away() {
            tag(numbered(0, 50));
            untag("key-0");
            assertInstanceOf(Tagged.Done.class, tag(Map.of("one more", "")));
        }
    }

    @Nested
    class A_text {

        @ParameterizedTest
        @ValueSource(strings = {"a", "Team Ops", "a_.:/=+-@b", "größe", "電話", "٣", "arn:aws:iam::1:mfa/x"})
        void of_letters_digits_spaces_and_a_few_signs_is_a_key_and_a_value(String text) {
            assertTrue(DeviceTags.isKey(text));
            assertTrue(DeviceTags.isValue(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a<b", "\"", "a\nb", "a\0", "📱", "a,b", "#"})
        void of_anything_else_is_neither(String text) {
            assertFalse(DeviceTags.isKey(text));
            assertFalse(DeviceTags.isValue(text));
        }

        @Test
        void has_its_length() {
            assertTrue(DeviceTags.isValue(""));
            assertFalse(DeviceTags.isKey(""));
            assertTrue(DeviceTags.isKey("k".repeat(128)));
            assertFalse(DeviceTags.isKey("k".repeat(129)));
            assertTrue(DeviceTags.isValue("v".repeat(256)));
            assertFalse(DeviceTags.isValue("v".repeat(257)));
            assertFalse(DeviceTags.isKey("ŉ".repeat(128)), "which is longer in comparisons");
        }
    }
}
