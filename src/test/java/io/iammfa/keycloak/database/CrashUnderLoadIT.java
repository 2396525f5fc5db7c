package io.iammfa.keycloak.database;

import io.iammfa.keycloak.load.Load;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database dies at any moment; what users were told before stays true, and Keycloak goes on with it afterwards. */
@Tag("postgres")
class CrashUnderLoadIT {

    /** How often it dies. */
    private static final int CRASHES = Integer.getInteger("test.crashes", 2);

    private final ServerOnPostgreSql server = ServerOnPostgreSql.get();

    @Test
    void loses_nothing_that_users_were_told() throws Exception {
        long seed = Long.getLong("test.seed", System.nanoTime());
        Load load = new Load(server, seed);
        for (int i = 0; i < CRASHES; i++) {
            load.until(server.database()::crash);
            server.recover();
            load.check();
        }
        System.out.println("PostgreSQL crashed, seed " + seed + ": " + load);
    }
}
