package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.keycloak.common.util.Time;

/**
 * How much time a user is given, and why.
 *
 * @param until a moment of ISO 8601, or null to take back what was given
 * @param reason for the admin events, 1 to 255 characters; nothing where it is taken back
 */
public record ExtensionRequest(String until, String reason) {

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 255;

    /**
     * The moment, or null.
     *
     * @throws Refusal where it can't be used
     */
    public Instant end() {
        if (until == null) {
            return null;
        }
        Instant end;
        try {
            end = Instant.parse(until);
        } catch (DateTimeParseException e) {
            throw unusable();
        }
        Duration ahead = Duration.between(Instant.ofEpochMilli(Time.currentTimeMillis()), end);
        if (ahead.isNegative() || ahead.isZero() || ahead.compareTo(Deadline.MAX_EXTENSION) > 0) {
            throw unusable();
        }
        return end;
    }

    private static Refusal unusable() {
        return Refusal.validation(
                "until",
                "a moment of ISO 8601 that is to come, as 2027-01-31T12:00:00Z, at most "
                        + Deadline.MAX_EXTENSION.toDays() + " days ahead");
    }

    /**
     * Why, for whoever reads the events.
     *
     * @throws Refusal where it can't be used
     */
    public String why() {
        if (until == null) {
            return reason == null ? "" : requirePlain();
        }
        return requirePlain();
    }

    private String requirePlain() {
        if (!Texts.isPlain(reason, MAX_REASON) || reason.isBlank()) {
            throw Refusal.validation("reason", "a text of 1 to " + MAX_REASON + " characters on one line");
        }
        return reason.strip();
    }
}
