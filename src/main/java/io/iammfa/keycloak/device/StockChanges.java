package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceStore;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Keeps up with what Keycloak itself does to the credentials of one user, in the same transaction. */
public final class StockChanges {

    private final String userId;
    private final DeviceStore store;

    public StockChanges(KeycloakSession session, RealmModel realm, String userId) {
        this.userId = userId;
        this.store = new DeviceStore(session, realm.getId());
    }

    /**
     * Forgets the devices of all users of a user storage, which Keycloak is about to delete.
     *
     * @param storageId the id of the storage's component
     */
    public static void forgetUsersOf(KeycloakSession session, RealmModel realm, String storageId) {
        new DeviceStore(session, realm.getId()).deleteUsersOf(storageId);
    }

    /** Notes a device that Keycloak itself stored, an import's for one. */
    public void stored(CredentialModel credential) {
        boolean ours =
                store.rows(userId).stream().anyMatch(row -> row.credentialId().equals(credential.getId()));
        if (!ours) {
            StoredDevice device = new StoredDevice(credential, null);
            store.insert(userId, device.newRow(outOfTheWay(device.id()), device.ownNameKey()));
        }
    }

    /**
     * A slot that no other transaction asks for, nor waits for: this one may go on to change the user's devices in a
     * transaction of its own, which takes the lowest that is free.
     */
    private static int outOfTheWay(String deviceId) {
        return (1 << 30) + Math.floorMod(deviceId.hashCode(), 1 << 29);
    }

    /** Notes the new name of a device that Keycloak renamed. */
    public void renamed(String deviceId, String label) {
        StoredDevice device = new StoredDevice(labelled(deviceId, label), null);
        store.rename(userId, deviceId, device.ownNameKey(), DeviceName.searchable(device.name()));
    }

    private static CredentialModel labelled(String deviceId, String label) {
        CredentialModel credential = new CredentialModel();
        credential.setId(deviceId);
        credential.setUserLabel(label);
        return credential;
    }

    /** Forgets a device that Keycloak deleted. */
    public void deleted(String deviceId) {
        store.delete(userId, deviceId);
    }
}
