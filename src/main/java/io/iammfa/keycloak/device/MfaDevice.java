package io.iammfa.keycloak.device;

import java.time.Instant;

/**
 * A device that a user owns.
 *
 * @param id the id of the stock credential
 * @param name what its owner calls it; empty for a device from before that was never named
 * @param createdAt when it was assigned
 * @param lastUsedAt when it last signed its owner in, or null for never
 */
public record MfaDevice(String id, String name, Instant createdAt, Instant lastUsedAt) {}
