package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.store.DeviceRow;
import java.util.Objects;

/**
 * A device as lists show it.
 *
 * @param username null for a user who is not in Keycloak's own table
 * @param label the credential's, or null
 * @param createdAt Unix time in milliseconds, or null
 * @param clockDrift in time steps
 * @param lastUsed Unix time in milliseconds, {@link DeviceRow#NEVER} for never
 * @param credentialData the credential's public parameters, as Keycloak stores them
 */
public record CatalogEntry(
        String userId,
        String credentialId,
        String username,
        String label,
        Long createdAt,
        String kind,
        int clockDrift,
        long lastUsed,
        String credentialData) {

    public CatalogEntry {
        label = Objects.requireNonNullElse(label, "");
    }
}
