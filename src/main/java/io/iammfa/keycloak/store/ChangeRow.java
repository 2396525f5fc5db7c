package io.iammfa.keycloak.store;

/**
 * A change of a user's devices that can be taken back.
 *
 * @param operation as events name it, at most 16 characters
 * @param credentialId the device that the user has since, or had before; null for several
 * @param madeAt when, Unix time in milliseconds
 * @param disavowedAt when it was taken back, Unix time in milliseconds, 0 for not so
 * @param content what is needed for that; holds secrets
 */
public record ChangeRow(
        String id, String operation, String credentialId, long madeAt, long disavowedAt, String content) {

    /** Of a change that holds. */
    public static final long HOLDS = 0;

    public boolean isDisavowed() {
        return disavowedAt != HOLDS;
    }

    @Override
    public String toString() {
        return "ChangeRow[" + operation + ", " + credentialId + "]";
    }
}
