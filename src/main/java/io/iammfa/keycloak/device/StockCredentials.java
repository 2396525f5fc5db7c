package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceStore;
import io.iammfa.keycloak.store.Removals;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Keeps up with what Keycloak's own paths do to the credentials of one user. */
public final class StockCredentials {

    private final StoredDevices stored;

    public StockCredentials(KeycloakSession session, RealmModel realm, UserModel user) {
        this(StoredDevices.of(session, realm, user));
    }

    StockCredentials(StoredDevices stored) {
        this.stored = stored;
    }

    /** Brings the side table in line with the credentials. Who owns nothing, and never did, stays out of it. */
    public void reconcile() {
        DeviceStore.Stored found = stored.store().read();
        if (!found.rows().isEmpty() || found.credentials().stream().anyMatch(StoredDevice::isDevice)) {
            stored.lock();
        }
    }

    /**
     * Forgets the devices of all users of a user storage that was removed.
     *
     * @param storageId the id of the storage's component
     */
    public static void forgetUsersOf(KeycloakSession session, RealmModel realm, String storageId) {
        new Removals(session, realm.getId()).usersOf(storageId);
    }
}
