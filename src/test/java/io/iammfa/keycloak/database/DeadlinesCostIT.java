package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.Section;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long it takes to find who is late among a million users: a table of {@code docs/deadlines.md}, which it writes. */
@Tag("figures")
class DeadlinesCostIT {

    private static final int MILLION = 1_000_000;
    private static final int ROUNDS = 7;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final ServerOnPostgreSql server = ServerOnPostgreSql.start("deadlines-cost", TestServer.PORT + 3);

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void of_a_million_users_is_a_fraction_of_a_second() throws IOException {
        Map<String, String> table = new TreeMap<>();
        for (boolean rules : new boolean[] {false, true}) {
            String realm = new RealmBuilder()
                    .policy("grace-days", "30")
                    .policy("grace-skips", "5")
                    .policy("user-rules", String.valueOf(rules))
                    .create(server.admin());
            fill(server.admin().get("/" + realm).get("id").asText());
            String lists = "/" + realm + "/mfa-devices/deadlines?max=100&state=";
            for (String state : List.of("grace", "week", "overdue")) {
                assertEquals(100, server.admin().get(lists + state).size(), state);
                table.merge(
                        "first hundred, `state=" + state + "`",
                        String.valueOf(millis(lists + state)),
                        (without, with) -> without + " | " + with);
            }
        }
        StringBuilder text = new StringBuilder("| list | ms | ms with `user-rules` |\n| --- | ---: | ---: |");
        table.forEach((list, times) ->
                text.append("\n| ").append(list).append(" | ").append(times).append(" |"));
        new Section(Path.of("docs/deadlines.md"), "times").write(text.toString());
    }

    /** A quarter of the users owns a device, and the others were asked within the last forty days. */
    private void fill(String realm) {
        server.query(
                """
                insert into user_entity (id, username, realm_id, enabled, email_verified, created_timestamp)
                select md5('%1$s' || n), 'user-' || n, '%1$s', true, false, 0 from generate_series(1, %2$d) n;
                insert into mfa_owner (realm_id, user_id, devices, proof_failures, proof_failed_at, first_asked_at,
                    skips, skipped_at, asked_days)
                select '%1$s', md5('%1$s' || n), case when n %% 4 = 0 then 1 else 0 end, 0, 0,
                    (extract(epoch from now()) * 1000)::bigint - (n %% 40)::bigint * %3$d - 1000, n %% 6,
                    (extract(epoch from now()) * 1000)::bigint - %3$d, 30
                from generate_series(1, %2$d) n"""
                        .formatted(realm, MILLION, DAY));
        server.query("vacuum analyze user_entity");
        server.query("vacuum analyze mfa_owner");
    }

    /** The median of some calls. */
    private long millis(String path) {
        AdminApi admin = server.admin();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            admin.get(path);
            times.add((System.nanoTime() - begin) / 1_000_000);
        }
        return times.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
    }
}
