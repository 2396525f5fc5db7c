package io.iammfa.keycloak.catalog;

/** Where a device stands in its realm's lists; the device need not exist any more. */
public record DevicePlace(String userId, String deviceId) {}
