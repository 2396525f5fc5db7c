package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Standing.State;
import io.iammfa.keycloak.policy.Grace;
import io.iammfa.keycloak.store.AskedRow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who may still sign in without a device. */
class StandingTest {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long START = Instant.parse("2026-11-02T08:00:00Z").toEpochMilli();
    private static final Grace MONTH = new Grace(30, 0);

    private static Standing without(AskedRow asked, Grace grace, double days) {
        return Standing.of(false, asked, grace, START + Math.round(days * DAY));
    }

    private static AskedRow asked() {
        return AskedRow.NEVER.at(START, 30, 1);
    }

    private static void assertStands(State state, double until, boolean lastDay, Standing standing) {
        assertEquals(state, standing.state());
        assertEquals(Instant.ofEpochMilli(START + Math.round(until * DAY)), standing.until());
        assertEquals(lastDay, standing.lastDay());
    }

    @Test
    void who_owns_what_is_wanted_is_free() {
        assertEquals(
                State.FREE,
                Standing.of(true, asked(), Grace.NONE, START + 99 * DAY).state());
    }

    @Test
    void without_days_everybody_is_asked_at_once() {
        assertEquals(State.OVERDUE, without(AskedRow.NEVER, Grace.NONE, 0).state());
        assertEquals(State.OVERDUE, without(asked(), new Grace(0, 5), 0).state());
    }

    @Test
    void the_days_count_from_the_first_time_of_asking_and_the_last_one_says_so() {
        assertStands(State.IN_GRACE, 30, false, without(AskedRow.NEVER, MONTH, 0));
        assertStands(State.IN_GRACE, 30, false, without(asked(), MONTH, 28.9));
        assertStands(State.IN_GRACE, 30, true, without(asked(), MONTH, 29));
        assertStands(State.IN_GRACE, 30, true, without(asked(), MONTH, 29.999));
        assertStands(State.OVERDUE, 30, false, without(asked(), MONTH, 30));
        assertStands(State.OVERDUE, 30, false, without(asked(), MONTH, 99));
    }

    @Test
    void asked_again_the_clock_does_not_start_again() {
        assertEquals(asked(), asked().at(START + 40 * DAY, 30, 1));
    }

    @Test
    void a_changed_policy_holds_at_once_in_either_direction() {
        assertEquals(State.OVERDUE, without(asked(), new Grace(10, 0), 11).state());
        assertStands(State.IN_GRACE, 60, false, without(asked(), new Grace(60, 0), 31));
        assertEquals(State.OVERDUE, without(asked(), Grace.NONE, 1).state());
    }

    @Test
    void skips_run_out_before_the_days_do_and_the_last_one_says_so() {
        Grace grace = new Grace(30, 2);
        AskedRow once = asked().skipped(START);
        assertTrue(without(once, grace, 0.5).skippedToday());
        assertFalse(without(once, grace, 1).skippedToday());
        assertStands(State.IN_GRACE, 30, true, without(once, grace, 1));
        AskedRow twice = once.skipped(START + DAY);
        // who has put it off today is not asked again today
        assertStands(State.IN_GRACE, 2, true, without(twice, grace, 1.9));
        assertEquals(State.OVERDUE, without(twice, grace, 2).state());
    }

    @Test
    void who_has_no_skips_left_is_overdue_since_a_day_after_the_last_one_and_not_since_now() {
        Grace grace = new Grace(30, 2);
        AskedRow twice = asked().skipped(START).skipped(START + DAY);
        assertStands(State.OVERDUE, 2, false, without(twice, grace, 2));
        assertStands(State.OVERDUE, 2, false, without(twice, grace, 9));
        assertStands(State.OVERDUE, 4, false, without(twice.extended(START + 4 * DAY), grace, 9));
        AskedRow late = asked().skipped(START).skipped(START + 29 * DAY + DAY / 2);
        assertStands(State.OVERDUE, 30, false, without(late, grace, 40));
    }

    @Test
    void what_an_admin_gives_counts_beyond_days_and_skips_and_ends() {
        AskedRow given = asked().skipped(START).extended(START + 40 * DAY);
        assertStands(State.IN_GRACE, 40, false, without(given, MONTH, 35));
        assertStands(State.IN_GRACE, 40, false, without(given, new Grace(30, 1), 35));
        assertStands(State.IN_GRACE, 40, false, without(given, Grace.NONE, 35));
        assertStands(State.IN_GRACE, 40, true, without(given, MONTH, 39.5));
        assertEquals(State.OVERDUE, without(given, MONTH, 40).state());
        // one that ends before the days do takes nothing away
        assertStands(State.IN_GRACE, 30, false, without(asked().extended(START + 5 * DAY), MONTH, 6));
    }
}
