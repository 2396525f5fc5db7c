package io.iammfa.keycloak.catalog;

/** A user of Keycloak's own table. */
public record UserEntry(String id, String username, boolean enabled) {}
