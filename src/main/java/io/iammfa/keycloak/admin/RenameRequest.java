package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.device.DeviceName;

/** A new name; what else a device is shown with may stand beside it, and changes nothing. */
record RenameRequest(
        JsonNode id,
        JsonNode userId,
        JsonNode username,
        String name,
        JsonNode kind,
        JsonNode createdAt,
        JsonNode lastUsedAt,
        JsonNode clockDriftSeconds,
        JsonNode tags,
        JsonNode serialNumber,
        JsonNode aaguid,
        JsonNode transports) {

    DeviceName deviceName() {
        return Names.read(name);
    }
}
