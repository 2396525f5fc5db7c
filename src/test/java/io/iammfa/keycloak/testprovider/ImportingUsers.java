package io.iammfa.keycloak.testprovider;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.user.UserLookupProvider;

/** A user storage that brings whom it is asked for into Keycloak's own table, as LDAP does: who begins with "ldap". */
public final class ImportingUsers implements UserStorageProvider, UserLookupProvider {

    private final KeycloakSession session;
    private final ComponentModel model;

    ImportingUsers(KeycloakSession session, ComponentModel model) {
        this.session = session;
        this.model = model;
    }

    @Override
    public UserModel getUserById(RealmModel realm, String id) {
        return getUserByUsername(realm, StorageId.externalId(id));
    }

    @Override
    public UserModel getUserByUsername(RealmModel realm, String username) {
        if (!username.startsWith("ldap")) {
            return null;
        }
        UserModel user = session.getProvider(UserProvider.class, "jpa").addUser(realm, username);
        user.setEnabled(true);
        user.setFederationLink(model.getId());
        return user;
    }

    @Override
    public UserModel getUserByEmail(RealmModel realm, String email) {
        return null;
    }

    @Override
    public void close() {}
}
