package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.DeviceState;

/** The state of a device, and whose it is. */
public record RealmDeviceState(String userId, DeviceState state) {

    /** Where it stands in lists. */
    public DevicePlace place() {
        return new DevicePlace(userId, state.id());
    }
}
