package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.policy.Grace;
import io.iammfa.keycloak.store.AskedRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.common.util.Time;

/** Who is reminded of the end of their time, and when. */
class ReminderTest {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long START = Instant.parse("2026-11-02T08:00:00Z").toEpochMilli();
    private static final Grace MONTH = new Grace(30, 0);

    private static AskedRow asked() {
        return AskedRow.NEVER.at(START, 30, 1);
    }

    private static Optional<Reminder> due(AskedRow asked, Grace grace, double days) {
        return Reminder.due(false, asked, grace, 1, START + Math.round(days * DAY));
    }

    /** The days left at each reminder of somebody whom somebody looks at every hour from the start on. */
    private static List<Integer> reminders(AskedRow asked, Grace grace) {
        List<Integer> sent = new ArrayList<>();
        AskedRow row = asked;
        for (long now = START; now < START + 100 * DAY; now += HOUR) {
            Optional<Reminder> reminder = Reminder.due(false, row, grace, 1, now);
            if (reminder.isPresent()) {
                sent.add(reminder.get().daysLeft());
                row = row.reminded(reminder.get().daysLeft());
            }
        }
        return sent;
    }

    @Test
    void each_is_sent_once_on_its_day() {
        assertEquals(List.of(14, 7, 1), reminders(asked(), MONTH));
        assertEquals(
                Instant.ofEpochMilli(START + 30 * DAY),
                due(asked(), MONTH, 16).orElseThrow().until());
        assertTrue(due(asked(), MONTH, 15.9).isEmpty());
        assertTrue(due(asked(), MONTH, 30).isEmpty(), "too late");
    }

    @Test
    void nobody_is_reminded_of_what_they_were_told_within_the_hour() {
        assertEquals(List.of(14, 7, 1), reminders(asked(), new Grace(15, 0)));
        assertEquals(List.of(7, 1), reminders(asked(), new Grace(14, 0)));
        assertEquals(List.of(7, 1), reminders(asked(), new Grace(10, 0)));
        assertEquals(List.of(1), reminders(asked(), new Grace(7, 0)));
        assertEquals(List.of(1), reminders(asked(), new Grace(2, 0)));
        assertEquals(List.of(), reminders(asked(), new Grace(1, 0)));
        assertEquals(List.of(), reminders(asked(), Grace.NONE));
    }

    @Test
    void who_is_first_seen_late_gets_one() {
        Reminder late = due(asked(), MONTH, 25).orElseThrow();
        assertEquals(5, late.daysLeft());
        AskedRow reminded = asked().reminded(late.daysLeft());
        assertTrue(due(reminded, MONTH, 25.1).isEmpty());
        assertTrue(due(reminded, MONTH, 28.9).isEmpty());
        assertEquals(1, due(reminded, MONTH, 29).orElseThrow().daysLeft());
    }

    @Test
    void who_has_what_is_wanted_or_was_never_asked_gets_none() {
        assertTrue(Reminder.due(true, asked(), MONTH, 1, START + 29 * DAY).isEmpty());
        assertTrue(due(AskedRow.NEVER, MONTH, 29).isEmpty());
        assertTrue(due(AskedRow.NEVER, new Grace(15, 0), 5).isEmpty());
        // given time that ends before the clock has started to run
        assertTrue(due(AskedRow.NEVER.extended(START + 6 * DAY), new Grace(13, 0), 5)
                .isEmpty());
    }

    @Test
    void time_that_an_admin_gave_to_somebody_who_was_never_asked_counts() {
        AskedRow given = AskedRow.NEVER.extended(START + 20 * DAY).reminded(20);
        assertEquals(List.of(14, 7, 1), reminders(given, Grace.NONE));
    }

    @Test
    void a_date_that_a_policy_moves_away_is_another() {
        AskedRow reminded = asked().reminded(7);
        assertTrue(due(reminded, MONTH, 24).isEmpty());
        assertTrue(due(reminded, new Grace(60, 0), 24).isEmpty(), "too early");
        assertEquals(14, due(reminded, new Grace(60, 0), 46).orElseThrow().daysLeft());
    }

    @Nested
    class Where_it_can_be_put_off_a_few_times {

        private static final Grace TWICE = new Grace(30, 2);

        @Test
        void the_mail_says_how_often() {
            assertEquals(2, due(asked(), TWICE, 16).orElseThrow().skipsLeft());
            assertEquals(1, due(asked().skipped(START), TWICE, 16).orElseThrow().skipsLeft());
            assertEquals(-1, due(asked(), MONTH, 16).orElseThrow().skipsLeft());
        }

        @Test
        void no_date_is_named_to_which_the_user_may_not_go_on() {
            AskedRow last = asked().skipped(START).skipped(START + 15 * DAY + 12 * HOUR);
            assertEquals(
                    Standing.State.IN_GRACE,
                    Standing.of(false, last, TWICE, START + 16 * DAY).state());
            assertTrue(due(last, TWICE, 16).isEmpty(), "let in for the rest of the day");
            assertTrue(due(last, TWICE, 17).isEmpty());
        }

        @Test
        void what_an_admin_gave_is_named_though_the_days_end_later() {
            AskedRow given = asked().skipped(START)
                    .skipped(START + DAY)
                    .extended(START + 20 * DAY)
                    .reminded(10);
            Reminder reminder = due(given, TWICE, 13).orElseThrow();
            assertEquals(Instant.ofEpochMilli(START + 20 * DAY), reminder.until());
            assertEquals(-1, reminder.skipsLeft());
        }
    }

    @Nested
    class What_is_noted {

        @RegisterExtension
        final Clock clock = new Clock();

        private final TestUser user = new TestUser().in(TestRealm.DEFAULT.grace(MONTH));

        private List<Integer> remind() {
            List<Integer> sent = new ArrayList<>();
            user.deadline(deadline -> {
                deadline.remind().map(Reminder::daysLeft).ifPresent(sent::add);
                return deadline.look();
            });
            return sent;
        }

        private void extend(int days) {
            Instant until = Instant.ofEpochMilli(Time.currentTimeMillis()).plus(Duration.ofDays(days));
            user.deadline(deadline -> deadline.extend(until));
        }

        @Test
        void is_due_at_once_where_a_shorter_policy_leaves_fewer_days_than_were_given() {
            user.deadline(Deadline::ask);
            extend(3);
            user.in(TestRealm.DEFAULT.grace(new Grace(14, 0)));
            assertEquals(List.of(14), remind());
        }

        @Test
        void is_nobody_else_s_reminder() {
            user.deadline(Deadline::ask);
            clock.pass(Duration.ofDays(16));
            assertEquals(List.of(14), remind());
            assertEquals(List.of(), remind());
        }

        @Test
        void can_be_taken_back_until_there_is_another() {
            user.deadline(Deadline::ask);
            clock.pass(Duration.ofDays(16));
            List<Reminder> sent = new ArrayList<>();
            user.deadline(deadline -> {
                sent.add(deadline.remind().orElseThrow());
                return deadline.look();
            });
            Runnable back = () -> user.deadline(deadline -> {
                deadline.takeBack(sent.get(0));
                return deadline.look();
            });
            back.run();
            assertEquals(List.of(14), remind());
            clock.pass(Duration.ofDays(7));
            assertEquals(List.of(7), remind());
            back.run();
            assertEquals(List.of(), remind());
        }

        @Test
        void is_nothing_for_who_has_a_device_by_the_time_of_the_lock() {
            user.deadline(Deadline::ask);
            clock.pass(Duration.ofDays(16));
            App app = user.assign("Phone");
            assertEquals(List.of(), remind());
            user.request(devices -> devices.remove(app.id()));
            assertEquals(List.of(14), remind());
        }

        @Test
        void begins_anew_with_time_that_an_admin_gives_and_does_not_tell_of_it_at_once() {
            user.deadline(Deadline::ask);
            clock.pass(Duration.ofDays(29));
            assertEquals(List.of(1), remind());
            extend(20);
            assertEquals(List.of(), remind());
            for (int days : List.of(14, 7, 1)) {
                clock.pass(Duration.ofDays(days == 1 ? 6 : days == 7 ? 7 : 6));
                assertEquals(List.of(days), remind());
            }
            extend(10);
            assertEquals(List.of(), remind());
            clock.pass(Duration.ofDays(3));
            assertEquals(List.of(7), remind());
        }
    }
}
