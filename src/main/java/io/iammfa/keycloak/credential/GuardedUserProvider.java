package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.StockChanges;
import jakarta.persistence.EntityManager;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.JpaUserProvider;

/** Keycloak's own store of users, with a guard before the changes of stored credentials. */
final class GuardedUserProvider extends JpaUserProvider {

    private final KeycloakSession session;
    private final ChangeGuard guard;

    GuardedUserProvider(KeycloakSession session, EntityManager em) {
        super(session, em);
        this.session = session;
        this.guard = new ChangeGuard(session);
    }

    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, CredentialModel credential) {
        return guard.created(realm, user.getId(), super.createCredential(realm, user, credential));
    }

    @Override
    public void updateCredential(RealmModel realm, UserModel user, CredentialModel credential) {
        guard.update(realm, user.getId(), credential, () -> super.updateCredential(realm, user, credential));
    }

    @Override
    public boolean removeStoredCredential(RealmModel realm, UserModel user, String id) {
        return guard.remove(realm, user.getId(), id, () -> super.removeStoredCredential(realm, user, id));
    }

    @Override
    public void removeImportedUsers(RealmModel realm, String storageProviderId) {
        StockChanges.forgetUsersOf(session, realm, storageProviderId);
        super.removeImportedUsers(realm, storageProviderId);
    }
}
