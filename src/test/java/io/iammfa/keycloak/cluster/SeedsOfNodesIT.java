package io.iammfa.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.ManyDevices;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Seeds that one node encrypts while the others serve users and admins. */
@Tag("cluster")
class SeedsOfNodesIT {

    private static final int USERS = 40_000;

    private final Cluster cluster = Cluster.get();

    private final String realm = new RealmBuilder()
            .directGrant("mfa-direct-grant")
            .user("alice", RealmBuilder.stockDevice("Phone", "secret-red"))
            .create(cluster.admin(0));

    private JsonNode seeds(int node) {
        return cluster.admin(node).get("/" + realm + "/mfa-devices/seeds");
    }

    private int begin(int node) {
        return cluster.admin(node)
                .send("POST", "/" + realm + "/mfa-devices/seeds", Map.of("action", "encrypt"))
                .statusCode();
    }

    private JsonNode await(int node, Predicate<JsonNode> renewal) {
        Instant limit = Instant.now().plus(Duration.ofMinutes(2));
        JsonNode told;
        do {
            told = seeds(node).get("renewal");
            assertTrue(Instant.now().isBefore(limit), String.valueOf(told));
        } while (!renewal.test(told));
        return told;
    }

    private static Predicate<JsonNode> in(String state) {
        return renewal -> renewal.get("state").asText().equals(state);
    }

    @Test
    void of_a_node_that_is_killed_another_takes_over_what_is_left() {
        cluster.database()
                .query(
                        "cluster",
                        ManyDevices.sql(
                                cluster.admin(0).get("/" + realm).get("id").asText(), USERS));
        Vault.newKey(realm, "k1");
        cluster.admin(0).policy(realm, "seed-key", "k1");
        Phone phone = Phone.ofKey("secret-red");
        int before;
        try {
            assertEquals(202, begin(0));
            before = await(
                            1,
                            in("running").and(renewal -> renewal.get("renewed").asInt() > 0))
                    .get("renewed")
                    .asInt();
            assertEquals(409, begin(1), "it goes on elsewhere");
        } finally {
            cluster.node(0).kill();
        }
        try {
            assertEquals(
                    200,
                    Tokens.password(cluster.node(1).url(), realm, "alice", "totp", phone.next())
                            .statusCode());
            assertEquals(409, begin(2), "nobody knows yet that it goes on nowhere");
            await(1, in("failed"));
            assertEquals(202, begin(1));
            JsonNode second = await(2, in("done"));
            assertTrue(second.get("renewed").asInt() <= USERS + 1 - before, before + " before " + second);
            assertTrue(second.get("renewed").asInt() > 0, "the first was killed too late: " + second);
            assertEquals(List.of("k1 " + (USERS + 1)), stored(2));
            assertEquals(
                    200,
                    Tokens.password(cluster.node(2).url(), realm, "alice", "totp", phone.next())
                            .statusCode());
        } finally {
            cluster.node(0).start();
        }
    }

    private List<String> stored(int node) {
        return seeds(node).get("stored").findParents("devices").stream()
                .map(key -> key.path("key").asText() + " " + key.get("devices"))
                .toList();
    }
}
