package io.iammfa.keycloak.totp;

import java.time.Duration;

/** Time counted in steps (RFC 6238, section 4.2, with T0 = the Unix epoch). */
public final class TimeSteps {

    private TimeSteps() {}

    /**
     * The time step of a moment.
     *
     * @param epochSeconds Unix time in seconds
     * @param period seconds a step
     */
    public static long at(long epochSeconds, int period) {
        return Math.floorDiv(epochSeconds, period);
    }

    /** How many steps cover a duration, rounded up. */
    public static long covering(Duration duration, int period) {
        return (duration.toSeconds() + period - 1) / period;
    }
}
