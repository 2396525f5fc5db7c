package io.iammfa.keycloak.cluster;

import io.iammfa.keycloak.load.Load;
import io.iammfa.keycloak.load.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node dies at any moment; what users were told by any node stays true on those that live, and after its return. */
@Tag("cluster")
class KilledNodesIT {

    /** How often a node is killed. */
    private static final int KILLS = Integer.getInteger("test.kills", 2);

    private final Cluster cluster = Cluster.get();

    /** The nodes that requests go to. */
    private volatile List<Integer> asked = Cluster.numbers();

    private final class Nodes implements Place {

        @Override
        public String url() {
            return Cluster.url();
        }

        @Override
        public String node() {
            List<Integer> some = asked;
            return cluster.node(some.get(ThreadLocalRandom.current().nextInt(some.size())))
                    .url();
        }

        @Override
        public List<String> query(String sql) {
            return cluster.database().query("cluster", sql);
        }
    }

    @Test
    void lose_nothing_that_users_were_told() throws Exception {
        long seed = Long.getLong("test.seed", System.nanoTime());
        Random random = new Random(seed);
        Load load = new Load(new Nodes(), seed);
        for (int i = 0; i < KILLS; i++) {
            int victim = random.nextInt(Cluster.NODES);
            load.until(cluster.node(victim)::kill);
            try {
                List<Integer> living = new ArrayList<>(Cluster.numbers());
                living.remove(Integer.valueOf(victim));
                asked = living;
                load.check();
            } finally {
                cluster.node(victim).start();
                asked = Cluster.numbers();
            }
            load.check();
        }
        System.out.println("nodes killed, seed " + seed + ": " + load);
    }
}
