package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Looks at start whether the database can hold what the product promises, and says in the log what to do where not. */
final class DatabaseCheck {

    private static final Logger LOG = Logger.getLogger(DatabaseCheck.class);

    private final EntityManager em;

    DatabaseCheck(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** @return whether the tables are there */
    boolean run() {
        return em.unwrap(Session.class).doReturningWork(connection -> {
            checkIsolation(connection);
            DatabaseText.measure(connection);
            boolean present = hasTables(connection);
            if (!present) {
                LOG.error(
                        "The tables MFA_OWNER and MFA_DEVICE are not in Keycloak's database: no realm can use MFA devices."
                                + " Have Keycloak update its database (spi-connections-jpa-quarkus-migration-strategy=update), or"
                                + " run the SQL that it writes with migration-strategy=manual.");
            }
            return present;
        });
    }

    /** A snapshot that was taken before the lock of a user is outdated after it. */
    private static void checkIsolation(Connection connection) throws SQLException {
        int level = connection.getTransactionIsolation();
        if (level == Connection.TRANSACTION_READ_COMMITTED) {
            return;
        }
        LOG.errorf(
                "%s runs Keycloak's transactions at %s. MFA devices need READ COMMITTED: at other levels requests at the"
                        + " same moment may fail, or see what is outdated. Start Keycloak with"
                        + " --db-url-properties=\"?transactionIsolation=READ-COMMITTED\" for MariaDB or"
                        + " --db-url-properties=\"?sessionVariables=transaction_isolation='READ-COMMITTED'\" for MySQL, or"
                        + " set transaction-isolation=READ-COMMITTED in the configuration of the database server.",
                connection.getMetaData().getDatabaseProductName(), name(level));
    }

    private static String name(int level) {
        return switch (level) {
            case Connection.TRANSACTION_READ_UNCOMMITTED -> "READ UNCOMMITTED";
            case Connection.TRANSACTION_REPEATABLE_READ -> "REPEATABLE READ";
            case Connection.TRANSACTION_SERIALIZABLE -> "SERIALIZABLE";
            default -> "isolation level " + level;
        };
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        for (String table :
                List.of("MFA_OWNER", "MFA_DEVICE", "MFA_DEVICE_TAG", "MFA_PASS", "MFA_QUARANTINE", "MFA_TOKEN")) {
            if (!hasTable(connection, table) && !hasTable(connection, table.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasTable(Connection connection, String name) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), null, name, null)) {
            return tables.next();
        }
    }
}
