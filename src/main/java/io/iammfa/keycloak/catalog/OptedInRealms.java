package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The realms of a server that have opted in, found without a look at the others. */
public final class OptedInRealms {

    private OptedInRealms() {}

    /** The ids of such realms. */
    public static Stream<String> ids(KeycloakSession session) {
        return session
                .getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        """
                        select distinct a.realm.id from RequiredActionProviderEntity a
                        where a.providerId = :action and a.enabled = true""",
                        String.class)
                .setParameter("action", MfaPolicy.REQUIRED_ACTION)
                .getResultList()
                .stream();
    }
}
