package io.iammfa.keycloak.store;

/** Where a device stands in lists. */
public record DevicePosition(String userId, String credentialId) {}
