package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.Grace;
import io.iammfa.keycloak.store.AskedRow;
import java.time.Duration;
import java.time.Instant;

/**
 * Where a user who is asked for a device stands: the one decision for every way to sign in.
 *
 * @param until the end of the time without a device; in the past for who is overdue, null for who was never asked
 * @param lastDay whether there is no other day, or no other time, to put it off
 * @param skippedToday whether the user has put it off within a day, and need not be asked again
 */
public record Standing(State state, Instant until, boolean lastDay, boolean skippedToday) {

    private static final long DAY = Duration.ofDays(1).toMillis();

    public enum State {
        /** Nothing is asked of the user, who has what is wanted. */
        FREE,
        /** The user may still put it off. */
        IN_GRACE,
        /** No sign-in without a device. */
        OVERDUE
    }

    private static final Standing FREE = new Standing(State.FREE, null, false, false);

    /**
     * Decides.
     *
     * @param owns whether the user has what is wanted
     * @param now Unix time in milliseconds
     */
    static Standing of(boolean owns, AskedRow asked, Grace grace, long now) {
        if (owns) {
            return FREE;
        }
        boolean skippedToday = asked.skippedAt() != 0 && now - asked.skippedAt() < DAY;
        long firstAskedAt = asked.firstAskedAt() == 0 ? now : asked.firstAskedAt();
        long natural = firstAskedAt + grace.days() * DAY;
        boolean skipsLeft = grace.skips() == 0 || asked.skips() < grace.skips();
        // the last time holds for a day
        long end = skipsLeft ? natural : Math.min(natural, asked.skippedAt() + DAY);
        long until = Math.max(end, asked.extendedUntil());
        if (until <= now) {
            return new Standing(State.OVERDUE, Instant.ofEpochMilli(until), false, false);
        }
        boolean extended = now < asked.extendedUntil();
        boolean lastSkip = !extended && grace.skips() != 0 && asked.skips() + 1 >= grace.skips();
        return new Standing(State.IN_GRACE, Instant.ofEpochMilli(until), until - now <= DAY || lastSkip, skippedToday);
    }
}
