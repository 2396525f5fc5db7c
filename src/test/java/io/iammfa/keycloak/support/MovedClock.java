package io.iammfa.keycloak.support;

import java.time.Instant;

/** The clock of the one server that all tests share, moved by a test that need not wait then; closed, it is right again. */
public final class MovedClock implements AutoCloseable {

    private static long offset;

    private final String server;

    MovedClock(String server) {
        this.server = server;
    }

    /** The server's time. */
    public static Instant now() {
        return Instant.now().plusSeconds(offset);
    }

    /** Moves it further. */
    public MovedClock by(long seconds) {
        return set(offset + seconds);
    }

    private MovedClock set(long seconds) {
        HttpVisitor visitor = new HttpVisitor("master");
        visitor.submitTo(server + "/realms/master/mfa-clock", "offset", String.valueOf(seconds));
        if (visitor.status() >= 300) {
            throw new AssertionError("the clock did not move: " + visitor.html());
        }
        offset = seconds;
        return this;
    }

    @Override
    public void close() {
        set(0);
    }
}
