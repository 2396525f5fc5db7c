package io.iammfa.keycloak.catalog;

/** A user of a realm in its reports, who is in Keycloak's own table. */
public record RealmUser(String id, String username, boolean enabled) {}
