package io.iammfa.keycloak.metrics;

import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.SignInTried;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is counted and under which names, in Keycloak's way. No label has a value that users or clients can choose; realms are
 * the admins'. {@code docs/metrics.md} is for who reads them.
 */
final class Meters {

    private static final String REALM = "realm";
    private static final String KIND = "kind";
    private static final String OUTCOME = "outcome";

    /**
     * In time steps. Half a step is the bucket of clocks that are right, since zero can't be one; then come the look-ahead
     * windows that realms have, what a clock may be off by before its owner is told, and the windows of resyncs.
     */
    private static final double[] DRIFT_STEPS = {0.5, 1, 2, 3, 5, 10, 20, 60, 120, 480};

    private final MeterProvider<Counter> signIns;
    private final MeterProvider<Counter> assigned;
    private final MeterProvider<Counter> resyncs;
    private final MeterProvider<DistributionSummary> drift;
    private final MultiGauge users;

    Meters(MeterRegistry registry) {
        signIns = Counter.builder("keycloak.mfa.sign.ins")
                .description("Tries to sign in with an MFA device, or with what stands in for one")
                .withRegistry(registry);
        assigned = Counter.builder("keycloak.mfa.assigned")
                .description("MFA devices that became a user's, in the place of another or not")
                .withRegistry(registry);
        resyncs = Counter.builder("keycloak.mfa.resyncs")
                .description("Tries to resync an MFA device with two codes")
                .withRegistry(registry);
        drift = DistributionSummary.builder("keycloak.mfa.drift")
                .description("How far accepted codes were from the server's clock")
                .baseUnit("steps")
                .serviceLevelObjectives(DRIFT_STEPS)
                .withRegistry(registry);
        users = MultiGauge.builder("keycloak.mfa.users")
                .description("Users by the MFA devices that they own, on the one node that has counted them")
                .register(registry);
    }

    void signIn(String realm, Means means, SignInTried.Outcome outcome) {
        signIns.withTags(REALM, realm, KIND, means.label(), OUTCOME, outcome.label())
                .increment();
    }

    void assigned(String realm, Means means) {
        assigned.withTags(REALM, realm, KIND, means.label()).increment();
    }

    void resync(String realm, boolean done) {
        resyncs.withTags(REALM, realm, OUTCOME, done ? "accepted" : "refused").increment();
    }

    /** @param steps how many time steps the clock is ahead, or behind where negative */
    void drift(String realm, Means means, long steps) {
        String clock = steps > 0 ? "fast" : steps < 0 ? "slow" : "right";
        drift.withTags(REALM, realm, KIND, means.label(), "clock", clock).record(Math.abs(steps));
    }

    /** Shows these numbers of users by realm and state, and no others. */
    void users(Map<String, Map<UserState, Long>> byRealm) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        byRealm.forEach((realm, states) -> states.forEach(
                (state, number) -> rows.add(MultiGauge.Row.of(Tags.of(REALM, realm, "state", state.label()), number))));
        users.register(rows, true);
    }
}
