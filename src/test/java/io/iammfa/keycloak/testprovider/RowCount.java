package io.iammfa.keycloak.testprovider;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/** Lets a test look into the side table: {@code /realms/{any}/mfa-rows?realm=ID} lists what it holds of a realm. */
public final class RowCount implements RealmResourceProvider {

    private final KeycloakSession session;

    RowCount(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public Object getResource() {
        return this;
    }

    /** A line a row: slot, drift, watermark. */
    @GET
    @Path("")
    @Produces(MediaType.TEXT_PLAIN)
    public String rows(@QueryParam("realm") String realm) {
        List<?> rows = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createNativeQuery(
                        "select SLOT, CLOCK_DRIFT, LAST_STEP from MFA_DEVICE where REALM_ID = :realm order by USER_ID, SLOT")
                .setParameter("realm", realm)
                .getResultList();
        StringBuilder text = new StringBuilder();
        for (Object row : rows) {
            Object[] columns = (Object[]) row;
            text.append(columns[0])
                    .append(' ')
                    .append(columns[1])
                    .append(' ')
                    .append(columns[2])
                    .append('\n');
        }
        return text.toString();
    }

    /** How many rows another table has of a realm. */
    @GET
    @Path("count")
    @Produces(MediaType.TEXT_PLAIN)
    public String count(@QueryParam("realm") String realm, @QueryParam("table") String table) {
        return String.valueOf(session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createNativeQuery("select count(*) from " + table + " where REALM_ID = :realm")
                .setParameter("realm", realm)
                .getSingleResult());
    }

    /** All that the database holds, as a dump of it would show. */
    @GET
    @Path("dump")
    @Produces(MediaType.TEXT_PLAIN)
    public String dump() {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(Session.class)
                .doReturningWork(RowCount::dump);
    }

    private static String dump(Connection connection) throws SQLException {
        StringBuilder text = new StringBuilder();
        List<String> tables = new ArrayList<>();
        try (ResultSet found = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        for (String table : tables) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select * from " + table)) {
                while (rows.next()) {
                    text.append(table);
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        text.append('\t').append(rows.getString(i));
                    }
                    text.append('\n');
                }
            }
        }
        return text.toString();
    }

    @Override
    public void close() {}
}
