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

    @Test
    void a_code_in_the_middle_of_the_window_moves_nothing_and_one_at_its_edge_a_step() {
        assertTrue(user.verify(app, app.codeIn(0)));
        assertEquals(0, drift());
        clock.pass(DAY);
        assertTrue(user.verify(app, app.codeIn(1)));
        assertEquals(1, drift());
        clock.pass(DAY);
        assertTrue(user.verify(app, app.codeIn(2)));
        assertEquals(2, drift());
    }

    @Test
    void a_slow_clock_is_followed_the_other_way_and_one_that_is_set_right_comes_back() {
        for (int day = 1; day <= 4; day++) {
            clock.pass(DAY);
            assertTrue(user.verify(app, app.codeIn(-day)));
            assertEquals(-day, drift());
        }
        for (int day = 3; day >= 0; day--) {
            clock.pass(DAY);
            assertTrue(user.verify(app, app.codeIn(-day)));
            assertEquals(-day, drift());
        }
    }

    @Test
    void it_moves_once_a_day_however_many_codes_are_typed() {
        assertTrue(user.verify(app, app.codeIn(1)));
        for (int i = 0; i < 20; i++) {
            clock.passSteps(3);
            assertTrue(user.verify(app, app.codeIn(2)));
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
        String used = app.codeIn(1);
        assertTrue(user.verify(app, used));
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
        assertTrue(user.verify(app, app.codeIn(1)));
        assertEquals(0, drift());
        user.in(TestRealm.DEFAULT.lookAhead(0));
        clock.pass(DAY);
        assertTrue(user.verify(app, app.codeIn(0)));
        assertEquals(0, drift());
    }

    @Test
    void its_owner_is_told_once_when_it_is_more_than_ten_steps() {
        for (int day = 1; day <= 12; day++) {
            clock.pass(DAY);
            assertTrue(user.verify(app, app.codeIn(day)));
            assertEquals(day <= 10 ? List.of() : List.of("Token"), user.clocksOff, day + " steps");
        }
    }

    @Test
    void a_counter_has_none() {
        user.in(TestRealm.DEFAULT.counting(5));
        app = user.assign("Counter");
        assertTrue(user.verify(app, app.code(8)));
        assertEquals(0, drift());
    }
}
