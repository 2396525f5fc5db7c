package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.ChangeRow;
import io.iammfa.keycloak.store.DeviceStore;
import java.io.IOException;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.JsonSerialization;

/**
 * What is needed to take a change back.
 *
 * @param name what the device was called after it, or null where that does not matter
 * @param previousName what it was called before, or null
 * @param removed the devices that it took from the user
 */
record KeptChange(String name, String previousName, List<KeptDevice> removed) {

    /** Of a change that took nothing away. */
    static final KeptChange ADDITION = new KeptChange(null, null, List.of());

    static KeptChange removal(KeptDevice removed) {
        return new KeptChange(null, null, List.of(removed));
    }

    /**
     * Keeps it for as long as it can be taken back.
     *
     * @param deviceId the device that it is about, or null for several
     */
    void keep(DeviceStore store, String operation, String deviceId) {
        store.quarantine()
                .add(new ChangeRow(
                        KeycloakModelUtils.generateId(),
                        operation,
                        deviceId,
                        Time.currentTimeMillis(),
                        ChangeRow.HOLDS,
                        serialize()));
    }

    static KeptChange deserialize(String json) {
        try {
            return JsonSerialization.readValue(json, KeptChange.class);
        } catch (IOException e) {
            throw new IllegalStateException("not a change that was kept", e);
        }
    }

    String serialize() {
        try {
            return JsonSerialization.writeValueAsString(this);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
