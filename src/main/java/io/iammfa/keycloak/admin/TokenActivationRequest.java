package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.device.DeviceName;

/** What makes a hardware token a user's device. */
record TokenActivationRequest(String userId, String name, JsonNode code1, JsonNode code2) {

    /** A text that every database can be asked for. */
    String user() {
        return Texts.id("userId", userId);
    }

    DeviceName deviceName() {
        return Names.read(name);
    }

    CodesRequest codes() {
        return new CodesRequest(code1, code2);
    }
}
