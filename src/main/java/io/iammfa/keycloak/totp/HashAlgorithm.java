package io.iammfa.keycloak.totp;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The HMAC behind a one-time password (RFC 6238, section 1.2), with the key length that fits its hash.
 */
public enum HashAlgorithm {
    SHA1("HmacSHA1", 20),
    SHA256("HmacSHA256", 32),
    SHA512("HmacSHA512", 64);

    private final String macName;
    private final int keyBytes;

    HashAlgorithm(String macName, int keyBytes) {
        this.macName = macName;
        this.keyBytes = keyBytes;
    }

    /**
     * The algorithm by its JCA name, which is how Keycloak's OTP policy writes it.
     *
     * @param macName {@code HmacSHA1}, {@code HmacSHA256} or {@code HmacSHA512}
     * @throws IllegalArgumentException for any other name
     */
    public static HashAlgorithm ofMacName(String macName) {
        for (HashAlgorithm algorithm : values()) {
            if (algorithm.macName.equals(macName)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("not an HMAC of RFC 6238: " + macName);
    }

    /** The JCA name, as Keycloak's OTP policy and stored credentials write it. */
    public String macName() {
        return macName;
    }

    /** A fresh random key as long as the hash's output, as RFC 6238 (section 5.1) recommends: 20, 32 or 64 bytes. */
    public byte[] newKey() {
        byte[] key = new byte[keyBytes];
        new SecureRandom().nextBytes(key);
        return key;
    }

    byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(macName);
            mac.init(new SecretKeySpec(key, macName));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(macName + " is not available", e);
        }
    }
}
