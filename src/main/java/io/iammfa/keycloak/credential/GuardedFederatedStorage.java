package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.StockChanges;
import jakarta.persistence.EntityManager;
import org.keycloak.component.ComponentModel;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.storage.jpa.JpaUserFederatedStorageProvider;

/** Keycloak's own store of what federated users have in Keycloak's database, with a guard before the changes of stored credentials. */
final class GuardedFederatedStorage extends JpaUserFederatedStorageProvider {

    private final KeycloakSession session;
    private final ChangeGuard guard;

    GuardedFederatedStorage(KeycloakSession session, EntityManager em) {
        super(session, em);
        this.session = session;
        this.guard = new ChangeGuard(session);
    }

    @Override
    public CredentialModel createCredential(RealmModel realm, String userId, CredentialModel credential) {
        return guard.created(realm, userId, super.createCredential(realm, userId, credential));
    }

    @Override
    public void updateCredential(RealmModel realm, String userId, CredentialModel credential) {
        guard.update(realm, userId, credential, () -> super.updateCredential(realm, userId, credential));
    }

    @Override
    public boolean removeStoredCredential(RealmModel realm, String userId, String id) {
        return guard.remove(realm, userId, id, () -> super.removeStoredCredential(realm, userId, id));
    }

    @Override
    public void preRemove(RealmModel realm, ComponentModel component) {
        StockChanges.forgetUsersOf(session, realm, component.getId());
        super.preRemove(realm, component);
    }
}
