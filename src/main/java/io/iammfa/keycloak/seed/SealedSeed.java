package io.iammfa.keycloak.seed;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sealed seed as it is stored: {@code mfa1:<key id>:<base64 of nonce, cipher text and tag>}. No base32 text has a colon.
 *
 * @param keyId the key that opens it
 * @param sealed 12 bytes of nonce, the cipher text, 16 bytes of tag
 */
record SealedSeed(String keyId, byte[] sealed) {

    static final String SCHEME = "mfa1:";

    /** What names a key: it goes into the name of a file of Keycloak's vault. */
    static final Pattern KEY_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    private static final Pattern FORM = Pattern.compile(SCHEME + "(" + KEY_ID + "):([A-Za-z0-9+/]+={0,2})");

    /** Reads a stored value; empty for a seed in clear. */
    static Optional<SealedSeed> read(String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SealedSeed(form.group(1), Base64.getDecoder().decode(form.group(2))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String stored() {
        return SCHEME + keyId + ":" + Base64.getEncoder().encodeToString(sealed);
    }

    @Override
    public String toString() {
        return "SealedSeed[" + keyId + "]";
    }
}
