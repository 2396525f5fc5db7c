package io.iammfa.keycloak.totp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * One device's generator of codes: HOTP as in RFC 4226, which is TOTP (RFC 6238) when the moving factor is a time step.
 *
 * @param key the shared secret, raw bytes, never empty
 * @param algorithm the HMAC
 * @param digits the length of a code, 1 to 9 (RFC 4226 wants at least 6)
 */
public record OneTimePassword(byte[] key, HashAlgorithm algorithm, int digits) {

    /** The longest code that 31 bits fill. */
    public static final int MAX_DIGITS = 9;

    private static final int[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    public OneTimePassword {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key is empty");
        }
        if (digits < 1 || digits > MAX_DIGITS) {
            throw new IllegalArgumentException("digits: " + digits);
        }
        key = key.clone();
    }

    /**
     * The code for a moving factor (RFC 4226, section 5.3).
     *
     * @param factor the counter (HOTP) or time step (TOTP)
     * @return exactly {@link #digits()} digits, zero-padded
     */
    public String code(long factor) {
        byte[] hmac = algorithm.hmac(
                key, ByteBuffer.allocate(Long.BYTES).putLong(factor).array());
        int offset = hmac[hmac.length - 1] & 0xf;
        int truncated = ByteBuffer.wrap(hmac, offset, Integer.BYTES).getInt() & 0x7fffffff;
        return String.format(Locale.ROOT, "%0" + digits + "d", truncated % POWERS[digits]);
    }

    /** Whether this is the code for that factor, compared in constant time. */
    public boolean matches(String code, long factor) {
        return isSame(code, code(factor));
    }

    /** Whether a code that was typed is the one that is shown, compared in constant time. */
    static boolean isSame(String typed, String shown) {
        return MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.US_ASCII), typed.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public byte[] key() {
        return key.clone();
    }

    @Override
    public String toString() {
        return "OneTimePassword[" + algorithm + ", " + digits + " digits]";
    }
}
