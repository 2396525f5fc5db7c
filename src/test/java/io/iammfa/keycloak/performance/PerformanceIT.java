package io.iammfa.keycloak.performance;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.WarmupMode;

/**
 * What the jar costs beside Keycloak as it comes, both on the same PostgreSQL in the same run: the tables and the picture of
 * {@code docs/performance.md}, which it writes. No time is asserted, since that would be the machine's.
 */
@Tag("figures")
class PerformanceIT {

    private static final int STARTS = 3;

    private static Servers servers;

    static Servers servers() {
        return servers;
    }

    static void check(boolean holds, HttpVisitor visitor) {
        if (!holds) {
            throw new AssertionError(visitor.url() + "\n" + visitor.html());
        }
    }

    @BeforeAll
    static void prepare() {
        servers = new Servers();
    }

    @AfterAll
    static void end() {
        servers.close();
    }

    @Test
    void is_measured_beside_keycloak_as_it_comes() throws Exception {
        Report report = new Report();
        for (KeycloakServer server : servers.both()) {
            // the first start makes the database, and the first build warms the disk
            servers.build(server);
            servers.start(server);
        }
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("\\.(SignIn|Wizard|Lists)Benchmark\\.")
                        .mode(Mode.SingleShotTime)
                        .timeUnit(TimeUnit.MILLISECONDS)
                        // all of them before any is measured, or the first would pay for a server that is still cold
                        .warmupMode(WarmupMode.BULK_INDI)
                        .warmupIterations(20)
                        .warmupTime(TimeValue.NONE)
                        .measurementIterations(40)
                        .forks(0)
                        .shouldFailOnError(true)
                        .build())
                .run();
        assertFalse(results.isEmpty());
        report.operations(results);

        servers.both().forEach(KeycloakServer::stop);
        List<List<Duration>> builds = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Duration>> starts = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < STARTS; round++) {
            for (int i = 0; i < 2; i++) {
                KeycloakServer server = servers.both().get(i);
                builds.get(i).add(servers.build(server));
                starts.get(i).add(servers.start(server));
                server.stop();
            }
        }
        report.starts(builds, starts);
        report.write();
    }
}
