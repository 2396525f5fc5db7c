package io.iammfa.keycloak.totp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.totp.ConsecutiveCodes.Outcome;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Reason;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsecutiveCodesTest {

    private static final long NOW = 60_000_000;
    private static final int SYNC_WINDOW = 120;

    private final OneTimePassword device =
            new OneTimePassword("a key of twenty byte".getBytes(StandardCharsets.US_ASCII), HashAlgorithm.SHA1, 8);

    private Outcome check(long step1, long step2) {
        return check(step1, step2, -1);
    }

    private Outcome check(long step1, long step2, long watermark) {
        return ConsecutiveCodes.check(
                device,
                device.code(step1),
                device.code(step2),
                Window.around(NOW, SYNC_WINDOW),
                NOW,
                watermark,
                Window.around(NOW, 3000));
    }

    static LongStream everyPairInTheWindow() {
        return LongStream.rangeClosed(NOW - SYNC_WINDOW, NOW + SYNC_WINDOW - 1);
    }

    @ParameterizedTest
    @MethodSource("everyPairInTheWindow")
    void every_pair_of_neighbours_in_the_window_is_accepted_at_the_step_of_code_2(long step) {
        assertEquals(new Outcome.Accepted(step + 1), check(step, step + 1));
    }

    @ParameterizedTest
    @MethodSource("everyPairInTheWindow")
    void no_pair_is_accepted_in_the_wrong_order(long step) {
        assertEquals(new Outcome.Refused(Reason.WRONG_ORDER), check(step + 1, step));
    }

    @ParameterizedTest
    @MethodSource("everyPairInTheWindow")
    void no_code_is_accepted_twice_in_one_pair(long step) {
        assertEquals(new Outcome.Refused(Reason.SAME_CODE), check(step, step));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 10, 119})
    void a_pair_that_leaves_codes_out_is_a_gap(long distance) {
        assertEquals(new Outcome.Refused(Reason.GAP), check(NOW, NOW + distance));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3000, -121, 120, 2999})
    void a_pair_outside_the_window_is_recognised_as_that(long offset) {
        assertEquals(new Outcome.Refused(Reason.OUTSIDE_WINDOW), check(NOW + offset, NOW + offset + 1));
    }

    @Test
    void a_pair_that_lies_half_outside_is_outside() {
        assertEquals(new Outcome.Refused(Reason.OUTSIDE_WINDOW), check(NOW - SYNC_WINDOW - 1, NOW - SYNC_WINDOW));
        assertEquals(new Outcome.Refused(Reason.OUTSIDE_WINDOW), check(NOW + SYNC_WINDOW, NOW + SYNC_WINDOW + 1));
    }

    @Test
    void codes_of_another_device_do_not_match() {
        Outcome outcome = ConsecutiveCodes.check(
                device, "12345678", "87654321", Window.around(NOW, SYNC_WINDOW), NOW, -1, Window.around(NOW, 10));
        assertEquals(new Outcome.Refused(Reason.NO_MATCH), outcome);
    }

    @Test
    void both_codes_have_to_lie_above_the_watermark() {
        assertEquals(new Outcome.Refused(Reason.USED), check(NOW, NOW + 1, NOW + 1));
        assertEquals(new Outcome.Refused(Reason.USED), check(NOW, NOW + 1, NOW));
        assertEquals(new Outcome.Accepted(NOW + 1), check(NOW, NOW + 1, NOW - 1));
    }

    @Test
    void of_several_pairs_that_match_the_one_nearest_to_the_clock_counts() {
        // one digit: pairs repeat all the time
        OneTimePassword short1 = new OneTimePassword(device.key(), HashAlgorithm.SHA1, 1);
        for (long step = NOW - 2; step <= NOW + 1; step++) {
            if (short1.code(step).equals(short1.code(step + 1))) {
                continue;
            }
            Outcome outcome = ConsecutiveCodes.check(
                    short1,
                    short1.code(step),
                    short1.code(step + 1),
                    Window.around(NOW, SYNC_WINDOW),
                    step + 1,
                    -1,
                    Window.around(NOW, SYNC_WINDOW));
            assertEquals(new Outcome.Accepted(step + 1), outcome);
        }
    }

    @Test
    void a_window_never_begins_below_zero() {
        assertEquals(0, Window.around(1, 5).first());
        assertEquals(
                new Outcome.Accepted(1),
                ConsecutiveCodes.check(
                        device, device.code(0), device.code(1), Window.ahead(0, 2), 0, -1, new Window(0, 100)));
    }
}
