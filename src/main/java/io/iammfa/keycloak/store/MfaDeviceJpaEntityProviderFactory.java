package io.iammfa.keycloak.store;

import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel.RealmRemovedEvent;
import org.keycloak.models.UserModel.UserRemovedEvent;
import org.keycloak.provider.ProviderEvent;

/** Brings the side table into Keycloak's database, and clears it of users and realms that are removed. */
public final class MfaDeviceJpaEntityProviderFactory implements JpaEntityProviderFactory {

    static final String ID = "mfa-device-jpa";

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new MfaDeviceJpaEntityProvider();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(MfaDeviceJpaEntityProviderFactory::onEvent);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof UserRemovedEvent removed) {
            new DeviceStore(removed.getKeycloakSession(), removed.getRealm().getId())
                    .deleteUser(removed.getUser().getId());
        } else if (event instanceof RealmRemovedEvent removed) {
            new DeviceStore(removed.getKeycloakSession(), removed.getRealm().getId()).deleteRealm();
        }
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }
}
