package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceRow;
import java.util.Map;
import org.keycloak.credential.CredentialModel;

/**
 * A device that was taken from its user, with all that is needed to give it back: the stock credential, what the side table
 * knew of it, so that no code that was used is accepted again, and its tags.
 */
record KeptDevice(
        String id,
        String type,
        String label,
        Long createdAt,
        String secretData,
        String credentialData,
        DeviceRow row,
        Map<String, String> tags) {

    static KeptDevice of(StoredDevice device, Map<String, String> tags) {
        CredentialModel credential = device.credential();
        return new KeptDevice(
                credential.getId(),
                credential.getType(),
                credential.getUserLabel(),
                credential.getCreatedDate(),
                credential.getSecretData(),
                credential.getCredentialData(),
                device.row(),
                tags);
    }

    /** @param name what it is called from now on, or null for a device without a name */
    CredentialModel credential(String name) {
        CredentialModel credential = new CredentialModel();
        credential.setId(id);
        credential.setType(type);
        credential.setUserLabel(name);
        credential.setCreatedDate(createdAt);
        credential.setSecretData(secretData);
        credential.setCredentialData(credentialData);
        return credential;
    }

    KeptDevice withSecret(String otherSecretData) {
        return new KeptDevice(id, type, label, createdAt, otherSecretData, credentialData, row, tags);
    }

    @Override
    public String toString() {
        return "KeptDevice[" + id + "]";
    }
}
