package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.MfaDevice;
import java.util.Map;

/**
 * A device in the lists of its realm.
 *
 * @param tags its tags, in the order of their keys
 */
public record RealmDevice(MfaDevice device, String userId, String username, Map<String, String> tags) {

    /** Where it stands in lists. */
    public DevicePlace place() {
        return new DevicePlace(userId, device.id());
    }
}
