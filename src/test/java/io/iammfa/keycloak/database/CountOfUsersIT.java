package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.Metrics;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long a count of users takes: a table of {@code docs/metrics.md}, which it writes. */
@Tag("figures")
class CountOfUsersIT {

    private static final int MILLION = 1_000_000;

    private static final String COUNTED = "keycloak_mfa_users";

    private final ServerOnPostgreSql server = CountOfUsers.start("counting-users");

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void of_a_million_users_takes_a_fraction_of_a_second() throws IOException {
        Metrics metrics = new Metrics(server.keycloak(), new RealmBuilder().create(server.admin()));
        String realm = server.admin().get("/" + metrics.realm()).get("id").asText();
        server.query(
                """
                insert into user_entity (id, username, realm_id, enabled, email_verified, created_timestamp)
                select md5('%1$s' || n), 'user-' || n, '%1$s', true, false, 0 from generate_series(1, %2$d) n;
                insert into mfa_owner (realm_id, user_id, devices, proof_failures, proof_failed_at)
                select '%1$s', md5('%1$s' || n), n %% 4, 0, 0 from generate_series(1, %2$d) n"""
                        .formatted(realm, MILLION));
        server.query("vacuum analyze user_entity");
        server.query("vacuum analyze mfa_owner");
        metrics.await(MILLION / 4, COUNTED, "state", "none");
        assertEquals(MILLION / 4, metrics.sum(COUNTED, "state", "one"));
        assertEquals(MILLION / 2, metrics.sum(COUNTED, "state", "more"));
        StringBuilder table = new StringBuilder("| statement | ms |\n| --- | ---: |");
        table.append(
                "\n| users by the number of devices, from `MFA_OWNER` | %d |".formatted(millis(realm, "mfa_owner")));
        table.append("\n| all users, from Keycloak's table | %d |".formatted(millis(realm, "user_entity")));
        new Section(Path.of("docs/metrics.md"), "users").write(table.toString());
    }

    /** How long PostgreSQL takes for the statement of a count that reads a table, the median of five. */
    private long millis(String realm, String table) {
        String sql = new CountOfUsers(server)
                .round().stream()
                        .filter(statement -> statement.contains("from " + table))
                        .findFirst()
                        .orElseThrow()
                        .replace("$1", "'" + realm + "'");
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            List<String> plan = server.query("explain (analyze, timing off) " + sql);
            times.add(Double.parseDouble(plan.get(plan.size() - 1).replaceAll("[^0-9.]", "")));
        }
        return Math.round(times.stream().sorted().skip(2).findFirst().orElseThrow());
    }
}
