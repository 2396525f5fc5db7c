package io.iammfa.keycloak.catalog;

/** Where a device stands in lists. */
public record DevicePosition(String userId, String credentialId) {}
