package io.iammfa.keycloak.token.file;

import io.iammfa.keycloak.totp.HashAlgorithm;
import java.time.Instant;

/**
 * A hardware token as its maker's file describes it.
 *
 * @param user for whom the file reserves it, or null
 * @param manufacturer or null
 * @param model or null
 * @param counts whether it counts uses (HOTP) rather than time (TOTP)
 * @param digits the length of a code, 6 or 8
 * @param period seconds a time step; 0 for HOTP
 * @param counter the first counter that was not used yet; 0 for TOTP
 * @param drift how far its clock is ahead, in time steps, as far as its maker knows
 * @param seed the key
 * @param validFrom or null
 * @param validTo or null
 */
public record SeedRow(
        int line,
        String serial,
        String user,
        String manufacturer,
        String model,
        boolean counts,
        HashAlgorithm algorithm,
        int digits,
        int period,
        long counter,
        int drift,
        byte[] seed,
        Instant validFrom,
        Instant validTo)
        implements Parsed {

    @Override
    public String toString() {
        return "SeedRow[" + line + ", " + serial + "]";
    }
}
