package io.iammfa.keycloak.store;

import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel.RealmRemovedEvent;
import org.keycloak.models.UserModel.UserPreRemovedEvent;
import org.keycloak.models.UserModel.UserRemovedEvent;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;

/**
 * Brings the side table into Keycloak's database, says at start where that can't hold what it promises, and clears the
 * table of users and realms that are removed.
 */
public final class MfaDeviceJpaEntityProviderFactory implements JpaEntityProviderFactory {

    static final String ID = "mfa-device-jpa";

    /** Whether the tables are there: a server whose database was not brought up to date goes on to remove users. */
    private volatile boolean present = true;

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new MfaDeviceJpaEntityProvider();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(this::onEvent);
    }

    private void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent started) {
            present = KeycloakModelUtils.runJobInTransactionWithResult(
                    started.getFactory(), session -> new DatabaseCheck(session).run());
        } else if (!present) {
            return;
        }
        if (event instanceof UserPreRemovedEvent removed) {
            // Keycloak locks the credentials next: in the order of every request, so that neither waits for the other
            new Owners(removed.getKeycloakSession(), removed.getRealm().getId())
                    .lockIfThere(removed.getUser().getId());
        } else if (event instanceof UserRemovedEvent removed) {
            new Removals(removed.getKeycloakSession(), removed.getRealm().getId())
                    .user(removed.getUser().getId());
        } else if (event instanceof RealmRemovedEvent removed) {
            new Removals(removed.getKeycloakSession(), removed.getRealm().getId()).realm();
        }
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }
}
