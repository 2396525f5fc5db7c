package io.iammfa.keycloak.catalog;

import jakarta.persistence.TypedQuery;
import java.util.Locale;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The names of the realms of a server, which Keycloak has none of its ways to read without reading all that they hold. */
public final class RealmNames {

    private RealmNames() {}

    /**
     * Names in their order.
     *
     * @param search a part of the name or of the displayed name, without regard to case; empty for all
     * @param after a name, which need not be there any more; only those that come after it are returned; empty for all
     */
    public static Stream<String> of(KeycloakSession session, String search, String after) {
        // an empty parameter is no text at all to some databases
        String conditions = (after.isEmpty() ? "" : " and r.name > :after")
                + (search.isEmpty()
                        ? ""
                        : " and (locate(:search, lower(r.name)) > 0 or locate(:search, lower(r.displayName)) > 0)");
        TypedQuery<String> query = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select r.name from RealmEntity r where 1 = 1" + conditions + " order by r.name", String.class);
        if (!after.isEmpty()) {
            query.setParameter("after", after);
        }
        if (!search.isEmpty()) {
            query.setParameter("search", search.toLowerCase(Locale.ROOT));
        }
        return query.getResultList().stream();
    }
}
