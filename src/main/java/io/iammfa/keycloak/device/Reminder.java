package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.Grace;
import io.iammfa.keycloak.store.AskedRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A reminder of the end of a user's time without a device, 14, 7 and 1 day before it. Each is due once for a date, and only
 * where it is shorter than the time that the user was given: nobody is reminded in the hour in which they were asked.
 *
 * @param until the end of the time
 * @param daysLeft days until then, a part of one for a whole one
 * @param skipsLeft how often the user may still put it off until then, or -1 for any number
 * @param least how many devices are asked for
 * @param before the days left that were noted before this reminder
 */
public record Reminder(Instant until, int daysLeft, int skipsLeft, int least, int before) {

    private static final long DAY = Duration.ofDays(1).toMillis();

    /**
     * What is due.
     *
     * @param owns whether the user has what is wanted
     * @param now Unix time in milliseconds
     */
    static Optional<Reminder> due(boolean owns, AskedRow asked, Grace grace, int least, long now) {
        return until(Standing.of(owns, asked, grace, now), asked, grace, now)
                .filter(until -> isDue(daysLeft(until, now), asked.reminded(), grace.days()))
                .map(until -> new Reminder(
                        until, daysLeft(until, now), skipsLeft(until, asked, grace), least, asked.reminded()));
    }

    /** The date that a reminder may name: none that nobody has set, and none before which the user may not go on. */
    private static Optional<Instant> until(Standing standing, AskedRow asked, Grace grace, long now) {
        if (standing.state() != Standing.State.IN_GRACE) {
            return Optional.empty();
        }
        boolean byDays = asked.firstAskedAt() != 0 && (grace.skips() == 0 || asked.skips() < grace.skips());
        Instant extended = Instant.ofEpochMilli(asked.extendedUntil());
        if (byDays) {
            return Optional.of(standing.until());
        }
        // who has put it off for the last time is let in for the rest of that day alone
        boolean given = now < asked.extendedUntil()
                && (asked.firstAskedAt() != 0 || standing.until().equals(extended));
        return given ? Optional.of(extended) : Optional.empty();
    }

    private static boolean isDue(int daysLeft, int reminded, int days) {
        int last = reminded == 0 ? days : reminded;
        // more days than there were at the last one: the date is another
        boolean moved = reminded != 0 && daysLeft > reminded;
        return IntStream.of(1, 7, 14)
                .filter(threshold -> daysLeft <= threshold)
                .limit(1)
                .anyMatch(threshold -> moved || threshold < last);
    }

    private static int skipsLeft(Instant until, AskedRow asked, Grace grace) {
        return grace.skips() == 0 || until.toEpochMilli() == asked.extendedUntil() ? -1 : grace.skips() - asked.skips();
    }

    /** The days until a moment, a part of one for a whole one. */
    static int daysLeft(Instant until, long now) {
        return (int) ((until.toEpochMilli() - now + DAY - 1) / DAY);
    }
}
