package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A device's state that comes from another server. */
class RestoreTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();
    private final App phone = user.stockApp("Phone");

    private Tagged restore(int drift, Long watermark, Instant usedAt, Map<String, String> tags) {
        return user.request(
                devices -> devices.restore(new DeviceState(phone.id(), drift, watermark, usedAt, tags, null)));
    }

    private long drift() {
        return user.request(devices -> devices.find(phone.id()).orElseThrow().clockDriftSeconds());
    }

    @Test
    void brings_its_drift_its_last_use_and_its_tags() {
        Instant used = Instant.parse("2026-01-31T12:00:00Z");
        Tagged.Done done = assertInstanceOf(Tagged.Done.class, restore(4, null, used, Map.of("Team", "Ops")));
        assertEquals(Map.of("Team", "Ops"), done.tags());
        assertEquals(120, drift());
        assertEquals(
                used,
                user.request(devices -> devices.find(phone.id()).orElseThrow().lastUsedAt()));
    }

    @Test
    void of_an_earlier_day_moves_no_clock_and_no_last_use() {
        Instant used = Instant.parse("2026-01-31T12:00:00Z");
        restore(4, 100L, used, Map.of());
        restore(9, 50L, used.minusSeconds(1), Map.of());
        assertEquals(120, drift());
        assertEquals(
                used,
                user.request(devices -> devices.find(phone.id()).orElseThrow().lastUsedAt()));
    }

    @Test
    void makes_no_used_code_valid_whether_it_was_used_here_or_there() {
        restore(0, phone.step(), null, Map.of());
        assertFalse(user.verify(phone, phone.code()), "used there");
        assertTrue(user.verify(phone, phone.codeIn(1)));
        restore(0, phone.step() - 5, null, Map.of());
        assertFalse(user.verify(phone, phone.codeIn(1)), "used here");
    }

    @Test
    void with_more_tags_than_a_device_has_room_for_changes_nothing() {
        restore(0, null, null, Map.of("one", "1"));
        Map<String, String> many =
                IntStream.range(0, DeviceTags.MAX_TAGS).boxed().collect(Collectors.toMap(i -> "key-" + i, i -> ""));
        assertEquals(new Tagged.Refused(Tagged.Reason.TOO_MANY), restore(4, 100L, null, many));
        assertEquals(0, drift());
    }

    @Test
    void of_somebody_else_s_device_changes_nothing() {
        TestUser other = new TestUser();
        assertEquals(
                new Tagged.Refused(Tagged.Reason.NO_SUCH_DEVICE),
                other.request(devices -> devices.restore(new DeviceState(phone.id(), 4, 100L, null, Map.of(), null))));
    }

    @Test
    void a_hardware_token_knows_its_serial_number_on_the_other_server_as_well() {
        App phone = user.assign("Key ring");
        user.request(devices -> devices.restore(new DeviceState(phone.id(), 0, null, null, Map.of(), "T-1")));
        assertEquals("T-1", user.row(phone.id()).serial());
        user.request(devices -> devices.restore(new DeviceState(phone.id(), 0, null, null, Map.of(), null)));
        assertEquals("T-1", user.row(phone.id()).serial());
    }
}
