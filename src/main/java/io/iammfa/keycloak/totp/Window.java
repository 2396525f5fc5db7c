package io.iammfa.keycloak.totp;

import java.util.OptionalLong;

/**
 * The moving factors (time steps or counters) in which a code is accepted, both ends included; never below zero.
 */
public record Window(long first, long last) {

    /** No factor at all. */
    public static final Window NONE = new Window(0, -1);

    public Window {
        first = Math.max(0, first);
    }

    /** {@code each} steps on either side of {@code centre}. */
    public static Window around(long centre, long each) {
        return new Window(centre - each, centre + each);
    }

    /** From {@code counter} up to {@code ahead} further: HOTP's look-ahead window (RFC 4226, section 7.4). */
    public static Window ahead(long counter, long ahead) {
        return new Window(counter, counter + ahead);
    }

    /** What is left of this window above the watermark; may be empty. */
    public Window above(long watermark) {
        return new Window(Math.max(first, watermark + 1), last);
    }

    public boolean contains(long factor) {
        return first <= factor && factor <= last;
    }

    /** The earliest factor of this window that has this code. */
    public OptionalLong find(OneTimePassword password, String code) {
        for (long factor = first; factor <= last; factor++) {
            if (password.matches(code, factor)) {
                return OptionalLong.of(factor);
            }
        }
        return OptionalLong.empty();
    }
}
