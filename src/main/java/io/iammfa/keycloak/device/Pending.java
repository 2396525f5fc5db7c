package io.iammfa.keycloak.device;

import java.util.Map;

/**
 * A device that was prepared for a user and is nowhere on them yet.
 *
 * @param id the id that the device will have
 * @param tags those that it will have, by their keys
 */
public record Pending(String id, NewDevice device, DeviceName name, Map<String, String> tags) {}
