package io.iammfa.keycloak.device;

import java.time.Instant;

/**
 * A device that a user owns.
 *
 * @param id the id of the stock credential
 * @param name what its owner calls it; empty for a device from before that was never named
 * @param kind {@code totp} or {@code hotp}
 * @param createdAt when it was assigned
 * @param lastUsedAt when its owner last signed in or proved themselves with it, or null for never
 * @param clockDriftSeconds how far its clock is ahead of the server's, in whole time steps; 0 for HOTP
 */
public record MfaDevice(
        String id, String name, String kind, Instant createdAt, Instant lastUsedAt, long clockDriftSeconds) {}
