package io.iammfa.keycloak.catalog;

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
     * @param after a name, which need not be there any more; only those that come after it are returned
     */
    public static Stream<String> of(KeycloakSession session, String search, String after) {
        return session
                .getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        """
                        select r.name from RealmEntity r
                        where r.name > :after
                        and (locate(:search, lower(r.name)) > 0 or locate(:search, lower(r.displayName)) > 0 or :search = '')
                        order by r.name""",
                        String.class)
                .setParameter("after", after)
                .setParameter("search", search.toLowerCase(Locale.ROOT))
                .getResultList()
                .stream();
    }
}
