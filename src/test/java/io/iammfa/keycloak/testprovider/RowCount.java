package io.iammfa.keycloak.testprovider;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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

    @Override
    public void close() {}
}
