package io.iammfa.keycloak.testprovider;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.storage.UserStorageProviderFactory;

/** See {@link LegacyUsers}. */
public final class LegacyUsersFactory implements UserStorageProviderFactory<LegacyUsers> {

    @Override
    public LegacyUsers create(KeycloakSession session, ComponentModel model) {
        return new LegacyUsers(session, model);
    }

    @Override
    public String getId() {
        return "legacy-users";
    }
}
