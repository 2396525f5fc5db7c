package io.iammfa.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Metrics;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Prometheus sees of a cluster, each node of which it asks. */
@Tag("cluster")
class MetricsOfNodesIT {

    private static final String USERS = "keycloak_mfa_users";
    private static final String SIGN_INS = "keycloak_mfa_sign_ins_total";

    private final Cluster cluster = Cluster.get();

    private Metrics of(int node, String realm) {
        return new Metrics(cluster.node(node), realm);
    }

    /** The one of these nodes that shows numbers of users, once one does and has done for two rounds. */
    private int counting(List<Integer> nodes, String realm) {
        Instant limit = Instant.now().plus(Duration.ofSeconds(90));
        int last = -1;
        Instant since = Instant.now();
        while (Instant.now().isBefore(limit)) {
            List<Integer> showing =
                    nodes.stream().filter(node -> of(node, realm).has(USERS)).toList();
            int now = showing.size() == 1 ? showing.get(0) : -1;
            if (now != last) {
                last = now;
                since = Instant.now();
            } else if (now >= 0
                    && since.plusSeconds(2L * Cluster.USERS_INTERVAL).isBefore(Instant.now())) {
                return now;
            }
        }
        throw new AssertionError("of " + nodes + " none, or more than one, shows numbers of users");
    }

    @Test
    void users_are_shown_by_one_node_and_by_another_when_that_one_is_gone() {
        String realm = new RealmBuilder().owner("alice").user("bob").create(cluster.admin(0));
        int first = counting(Cluster.numbers(), realm);
        assertEquals(1, of(first, realm).sum(USERS, "state", "more"));
        assertEquals(1, of(first, realm).sum(USERS, "state", "none"));
        List<Integer> living = new ArrayList<>(Cluster.numbers());
        living.remove(Integer.valueOf(first));
        cluster.node(first).kill();
        int second;
        try {
            second = counting(living, realm);
            assertEquals(2, of(second, realm).sum(USERS));
        } finally {
            cluster.node(first).start();
        }
        assertEquals(second, counting(Cluster.numbers(), realm), "who comes back has lost the turn");
    }

    @Test
    void a_sign_in_is_counted_once_by_the_node_that_answered() {
        String realm = new RealmBuilder().owner("alice").create(cluster.admin(0));
        HttpVisitor alice = cluster.visitor(realm, 0).open("").password("alice");
        alice.via(cluster.node(1).url()).submit("otp", "000000");
        alice.via(cluster.node(2).url()).submit("otp", Phone.ofKey("secret-red").next(), "selectedCredentialId", "");
        assertEquals(
                2,
                Cluster.numbers().stream()
                        .mapToDouble(node -> of(node, realm).sum(SIGN_INS))
                        .sum());
        assertEquals(1, of(1, realm).sum(SIGN_INS, "outcome", "refused"));
    }
}
