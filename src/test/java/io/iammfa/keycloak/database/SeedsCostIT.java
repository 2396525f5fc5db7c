package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.ManyDevices;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.Section;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long it takes to encrypt the devices of very many users: a table of {@code docs/seeds.md}, which it writes. */
@Tag("figures")
class SeedsCostIT {

    private static final int USERS = 300_000;

    private final ServerOnPostgreSql server = ServerOnPostgreSql.start("seeds-cost", TestServer.PORT + 3);

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void of_very_many_users_takes_as_long_at_the_end_as_at_the_beginning() throws IOException {
        String realm = new RealmBuilder().create(server.admin());
        fill(server.admin().get("/" + realm).get("id").asText());
        StringBuilder table = new StringBuilder("| run | seconds |\n| --- | ---: |");
        for (String[] run :
                new String[][] {{"clear text to `k1`", "k1"}, {"`k1` to `k2`", "k2"}, {"back to clear text", ""}}) {
            if (!run[1].isEmpty()) {
                Vault.newKey(realm, run[1]);
            }
            server.admin().policy(realm, "seed-key", run[1]);
            server.query("vacuum analyze credential");
            long seconds = renew(realm, run[1].isEmpty() ? "decrypt" : "encrypt");
            table.append("\n| ").append(run[0]).append(" | ").append(seconds).append(" |");
        }
        new Section(Path.of("docs/seeds.md"), "times").write(table.toString());
    }

    private void fill(String realm) {
        server.query(ManyDevices.sql(realm, USERS));
        for (String table : new String[] {"user_entity", "credential", "mfa_owner"}) {
            server.query("vacuum analyze " + table);
        }
    }

    private long renew(String realm, String action) {
        Instant begin = Instant.now();
        assertEquals(
                202,
                server.admin()
                        .send("POST", "/" + realm + "/mfa-devices/seeds", Map.of("action", action))
                        .statusCode());
        JsonNode renewal;
        do {
            sleep();
            renewal = server.admin().get("/" + realm + "/mfa-devices/seeds").get("renewal");
        } while (renewal.get("state").asText().equals("running"));
        assertEquals("done", renewal.get("state").asText());
        assertEquals(USERS, renewal.get("renewed").asInt());
        return Duration.between(begin, Instant.now()).toSeconds();
    }

    private static void sleep() {
        try {
            Thread.sleep(5_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
