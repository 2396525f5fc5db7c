package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.device.Standing.State;
import io.iammfa.keycloak.policy.Grace;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.common.util.Time;

/** The clock of a user who is asked for a device. */
class DeadlineTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser().in(TestRealm.DEFAULT.grace(new Grace(30, 2)));

    private Standing.State does(Function<Deadline, Standing> what) {
        return user.deadline(what).state();
    }

    private Instant until() {
        return user.deadline(Deadline::look).until();
    }

    @Test
    void it_starts_when_a_sign_in_asks_and_not_before() {
        assertEquals(State.IN_GRACE, does(Deadline::look));
        clock.pass(Duration.ofDays(99));
        assertEquals(State.IN_GRACE, does(Deadline::look));
        assertEquals(State.IN_GRACE, does(Deadline::ask));
        Instant until = until();
        clock.pass(Duration.ofDays(29));
        assertEquals(State.IN_GRACE, does(Deadline::ask));
        assertEquals(until, until());
        clock.pass(Duration.ofDays(1));
        assertEquals(State.OVERDUE, does(Deadline::ask));
    }

    @Test
    void it_never_starts_again_whatever_becomes_of_devices() {
        does(Deadline::ask);
        App app = user.assign("Phone");
        assertEquals(State.FREE, does(Deadline::ask));
        clock.pass(Duration.ofDays(31));
        user.request(devices -> devices.remove(app.id()));
        assertEquals(State.OVERDUE, does(Deadline::ask));
    }

    @Test
    void an_owner_is_not_asked_and_the_clock_stands() {
        App app = user.assign("Phone");
        assertEquals(State.FREE, does(Deadline::ask));
        clock.pass(Duration.ofDays(31));
        user.request(devices -> devices.remove(app.id()));
        assertEquals(State.IN_GRACE, does(Deadline::ask));
    }

    @Test
    void putting_it_off_counts_once_a_day_and_runs_out() {
        for (int clicks = 0; clicks < 5; clicks++) {
            assertEquals(State.IN_GRACE, does(Deadline::later));
        }
        assertEquals(1, user.database.committed().owner.asked().skips());
        clock.pass(Duration.ofDays(1));
        assertEquals(State.IN_GRACE, does(Deadline::later));
        clock.pass(Duration.ofDays(1));
        assertEquals(State.OVERDUE, does(Deadline::later));
        assertEquals(2, user.database.committed().owner.asked().skips());
    }

    @Test
    void who_is_overdue_puts_nothing_off_until_an_admin_gives_time() {
        user.in(TestRealm.DEFAULT);
        assertEquals(State.OVERDUE, does(Deadline::later));
        Instant until = Instant.ofEpochMilli(Time.currentTimeMillis()).plus(Duration.ofDays(3));
        assertEquals(State.IN_GRACE, does(deadline -> deadline.extend(until)));
        assertEquals(State.IN_GRACE, does(Deadline::later));
        assertEquals(until, until());
        assertEquals(State.OVERDUE, does(deadline -> deadline.extend(null)));
    }

    @Test
    void right_and_wrong_codes_leave_it_alone() {
        does(Deadline::later);
        App app = user.assign("Phone");
        var asked = user.database.committed().owner.asked();
        user.verify(app, "00000000");
        user.verify(app, app.codeIn(1));
        assertEquals(asked, user.database.committed().owner.asked());
    }
}
