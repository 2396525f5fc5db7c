package io.iammfa.keycloak.testprovider;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.storage.UserStorageProviderFactory;

/** See {@link ImportingUsers}. */
public final class ImportingUsersFactory implements UserStorageProviderFactory<ImportingUsers> {

    @Override
    public ImportingUsers create(KeycloakSession session, ComponentModel model) {
        return new ImportingUsers(session, model);
    }

    @Override
    public String getId() {
        return "importing-users";
    }
}
