package io.iammfa.keycloak.credential;

import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserProvider;
import org.keycloak.models.jpa.JpaUserProviderFactory;

/** Takes the place of Keycloak's own {@code jpa} provider. */
public final class GuardedUserProviderFactory extends JpaUserProviderFactory {

    @Override
    public UserProvider create(KeycloakSession session) {
        return new GuardedUserProvider(
                session, session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    @Override
    public int order() {
        return 100;
    }
}
