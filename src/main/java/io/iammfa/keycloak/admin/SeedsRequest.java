package io.iammfa.keycloak.admin;

/**
 * What is to become of the realm's seeds.
 *
 * @param action {@code encrypt} or {@code decrypt}
 */
record SeedsRequest(String action) {

    private static final String ENCRYPT = "encrypt";
    private static final String DECRYPT = "decrypt";

    /** Refuses what is not meant as the policy has it: otherwise a word too much would lay all seeds open. */
    void requireFitting(String seedKey) {
        if (!ENCRYPT.equals(action) && !DECRYPT.equals(action)) {
            throw Refusal.validation("action", "encrypt or decrypt");
        }
        if (ENCRYPT.equals(action) && seedKey.isEmpty()) {
            throw Refusal.validation("action", "decrypt; the policy's seed-key names no key to encrypt with");
        }
        if (DECRYPT.equals(action) && !seedKey.isEmpty()) {
            throw Refusal.validation("action", "encrypt; to decrypt, the policy's seed-key has to be empty first");
        }
    }
}
