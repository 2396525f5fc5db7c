package io.iammfa.keycloak.store;

import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;

final class MfaDeviceJpaEntityProvider implements JpaEntityProvider {

    @Override
    public List<Class<?>> getEntities() {
        return List.of(
                MfaOwnerEntity.class,
                MfaDeviceEntity.class,
                MfaDeviceTagEntity.class,
                MfaPassEntity.class,
                MfaQuarantineEntity.class,
                MfaTokenEntity.class);
    }

    @Override
    public String getChangelogLocation() {
        return "META-INF/mfa-device-changelog.xml";
    }

    @Override
    public String getFactoryId() {
        return MfaDeviceJpaEntityProviderFactory.ID;
    }

    @Override
    public void close() {}
}
