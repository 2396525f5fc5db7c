package io.iammfa.keycloak.pass;

import io.iammfa.keycloak.store.PassRow;
import java.time.Instant;

/**
 * A temporary pass: it takes the place of an MFA device once.
 *
 * @param createdAt when an admin gave it
 * @param expiresAt when it ends, and with it the session that it has opened
 * @param usedAt when it signed its user in, or null for not yet
 */
public record Pass(String id, String userId, Instant createdAt, Instant expiresAt, Instant usedAt) {

    /** How long a pass may hold, in minutes. */
    public static final int MIN_MINUTES = 10;

    public static final int MAX_MINUTES = 24 * 60;

    static Pass of(PassRow row) {
        return new Pass(
                row.id(),
                row.userId(),
                Instant.ofEpochMilli(row.madeAt()),
                Instant.ofEpochMilli(row.expiresAt()),
                row.isUsed() ? Instant.ofEpochMilli(row.usedAt()) : null);
    }
}
