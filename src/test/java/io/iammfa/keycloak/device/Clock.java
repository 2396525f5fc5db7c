package io.iammfa.keycloak.device;

import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.keycloak.common.util.Time;

/** Keycloak's clock in a test: it begins at noon, at the beginning of a time step, so that no step and no day ends halfway through. */
final class Clock implements BeforeEachCallback, AfterEachCallback {

    static final int PERIOD = 30;

    private static final Duration DAY = Duration.ofDays(1);

    @Override
    public void beforeEach(ExtensionContext context) {
        Time.setOffset(0);
        pass(DAY.minusSeconds(Math.floorMod(Time.currentTime() - DAY.toSeconds() / 2, DAY.toSeconds())));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Time.setOffset(0);
    }

    /** Goes on to the beginning of a step. */
    void toBeginningOfStep() {
        pass(Duration.ofSeconds(PERIOD - Math.floorMod(Time.currentTime(), PERIOD)));
    }

    void pass(Duration duration) {
        Time.setOffset(Time.getOffset() + (int) duration.toSeconds());
    }

    /** Goes on, or back, by some steps. */
    void passSteps(long steps) {
        pass(Duration.ofSeconds(steps * PERIOD));
    }

    long step() {
        return Time.currentTime() / PERIOD;
    }
}
