package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stored drift of a clock follows the codes that are accepted. */
class DriftTest {

    private static final Duration DAY = Duration.ofDays(1);

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();
    private App app;

    @BeforeEach
    void assign() {
        app = user.assign("Token");
        clock.pass(DAY);
    }

    private int drift() {
        return user.row(app.id()).clockDrift();
    }

    /** A code so many steps off, on a day of its own. */
    private int nextDay(int steps) {
        clock.pass(DAY);
        assertTrue(user.verify(app, app.codeIn(steps)), steps + " steps at a drift of " + drift());
        return drift();
    }

    @Test
    void the_second_code_in_a_row_at_an_edge_moves_it_a_step_and_then_each_next_one() {
        assertEquals(0, nextDay(0));
        assertEquals(0, nextDay(1));
        assertEquals(1, nextDay(1));
        assertEquals(2, nextDay(2));
        assertEquals(2, nextDay(2));
        assertEquals(2, nextDay(3));
        assertEquals(3, nextDay(3));
    }

    @Test
    void what_a_code_shows_of_the_clock_is_told_as_it_is_whatever_is_stored() {
        user.counted.clear();
        nextDay(1);
        nextDay(1);
        nextDay(2);
        clock.pass(DAY);
        assertFalse(user.verify(app, "000000"));
        user.request(devices -> devices.codes().resync(app.id(), app.codeIn(49), app.codeIn(51), false));
        user.request(devices -> devices.codes().resync(app.id(), app.codeIn(-50), app.codeIn(-49), false));
        assertEquals(List.of("drift 1", "drift 1", "drift 2", "not resynced", "resynced", "drift -49"), user.counted);
    }

    @Test
    void a_counter_has_none_that_could_be_told() {
        TestUser other = new TestUser().in(TestRealm.DEFAULT.counting(0));
        App counter = other.assign("Counter");
        assertEquals(List.of("assigned hotp"), other.counted);
        assertTrue(other.verify(counter, counter.code(2)));
        assertEquals(List.of("assigned hotp"), other.counted);
    }

    @Test
    void a_resync_between_two_codes_at_an_edge_begins_anew() {
        assertEquals(0, nextDay(1));
        clock.pass(DAY);
        user.request(devices -> devices.codes().resync(app.id(), app.codeIn(0), app.codeIn(1), false));
        int measured = drift();
        assertEquals(measured, nextDay(measured + 1));
    }

    @Test
    void who_types_late_now_and_then_does_not_move_it() {
        for (int i = 0; i < 10; i++) {
            assertEquals(0, nextDay(-1));
            assertEquals(0, nextDay(0));
            assertEquals(0, nextDay(1));
            assertEquals(0, nextDay(-1));
            assertEquals(0, nextDay(1));
            assertEquals(0, nextDay(0));
        }
    }

    @Test
    void a_slow_clock_is_followed_the_other_way_and_one_that_is_set_right_comes_back() {
        assertEquals(0, nextDay(-1));
        assertEquals(-1, nextDay(-1));
        assertEquals(-2, nextDay(-2));
        assertEquals(-2, nextDay(-1));
        assertEquals(-1, nextDay(-1));
        assertEquals(0, nextDay(0));
    }

    @Test
    void it_moves_once_a_day_however_many_codes_are_typed() {
        for (int i = 0; i < 20; i++) {
            clock.passSteps(3);
            assertTrue(user.verify(app, app.codeIn(1)));
        }
        assertEquals(0, drift());
        assertEquals(1, nextDay(1));
        for (int i = 0; i < 20; i++) {
            clock.passSteps(3);
            assertTrue(user.verify(app, app.codeIn(i % 3)));
        }
        assertEquals(1, drift());
    }

    @Test
    void a_wrong_code_and_one_beyond_the_window_move_nothing() {
        assertFalse(user.verify(app, "00000000"));
        assertFalse(user.verify(app, app.codeIn(2)));
        assertFalse(user.verify(app, app.codeIn(-2)));
        assertEquals(0, drift());
    }

    @Test
    void no_code_is_accepted_twice_or_after_a_newer_one_for_it() {
        nextDay(1);
        clock.pass(DAY);
        String used = app.codeIn(1);
        assertTrue(user.verify(app, used));
        assertEquals(1, drift());
        assertFalse(user.verify(app, used));
        assertFalse(user.verify(app, app.codeIn(0)));
        clock.passSteps(1);
        assertFalse(user.verify(app, used));
        assertTrue(user.verify(app, app.codeIn(2)));
    }

    @Test
    void a_token_that_loses_a_step_every_ten_days_is_accepted_for_years() {
        for (int days = 0; days < 5 * 365; days += 5) {
            assertTrue(user.verify(app, app.codeIn(-days / 10)), days + " days");
            clock.pass(DAY.multipliedBy(5));
        }
        assertTrue(drift() < -100, drift() + " steps");
    }

    @Test
    void it_stays_where_it_is_where_the_realm_does_not_want_it_or_the_window_has_no_edge() {
        user.in(TestRealm.DEFAULT.withoutFollowing());
        nextDay(1);
        assertEquals(0, nextDay(1));
        user.in(TestRealm.DEFAULT.lookAhead(0));
        nextDay(0);
        assertEquals(0, nextDay(0));
    }

    @Test
    void its_owner_is_told_once_when_it_is_more_than_ten_steps() {
        for (int day = 0; day <= 12; day++) {
            int drift = nextDay(drift() + 1);
            assertEquals(drift <= 10 ? List.of() : List.of("Token"), user.clocksOff, drift + " steps");
        }
        assertEquals(12, drift());
    }

    @Test
    void a_counter_has_none() {
        user.in(TestRealm.DEFAULT.counting(5));
        app = user.assign("Counter");
        assertTrue(user.verify(app, app.code(8)));
        assertEquals(0, drift());
    }
}
