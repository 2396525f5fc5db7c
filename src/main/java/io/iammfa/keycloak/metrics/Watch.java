package io.iammfa.keycloak.metrics;

import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.TimerProvider;

/** Begins to count, in Keycloak's own registry of metrics, where the server shows metrics to anybody. */
final class Watch {

    /** A node that misses one turn, because a count took long, keeps it. */
    private static final double TURN = 2.5;

    private Watch() {}

    /**
     * Begins to count.
     *
     * @param interval how often users are counted
     */
    static void begin(KeycloakSessionFactory factory, Duration interval) {
        if (Metrics.globalRegistry.getRegistries().isEmpty()) {
            return;
        }
        Meters meters = new Meters(Metrics.globalRegistry);
        factory.register(new Counting(meters));
        Turn turn = new Turn(KeycloakModelUtils.generateId(), (long) (interval.toSeconds() * TURN));
        try (KeycloakSession session = factory.create()) {
            session.getProvider(TimerProvider.class).scheduleTask(new CountingUsers(meters, turn), interval.toMillis());
        }
    }
}
