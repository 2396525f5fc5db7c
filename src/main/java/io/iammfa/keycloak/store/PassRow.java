package io.iammfa.keycloak.store;

/**
 * A temporary pass that an admin gave a user.
 *
 * @param codeDigest what its code is recognized by, 64 characters
 * @param madeAt when it was given, Unix time in milliseconds
 * @param expiresAt when it ends, Unix time in milliseconds
 * @param usedAt when it signed the user in, Unix time in milliseconds, 0 for not yet
 */
public record PassRow(String id, String userId, String codeDigest, long madeAt, long expiresAt, long usedAt) {

    /** Of a pass that was not used yet. */
    public static final long UNUSED = 0;

    /** The same pass, used up. */
    public PassRow used(long moment) {
        return new PassRow(id, userId, codeDigest, madeAt, expiresAt, moment);
    }

    public boolean isUsed() {
        return usedAt != UNUSED;
    }
}
