package io.iammfa.keycloak.catalog;

/** A user of a realm in its reports. */
public record RealmUser(String id, String username, boolean enabled) {}
