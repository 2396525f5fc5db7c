package io.iammfa.keycloak.token;

import io.iammfa.keycloak.store.TokenRow;
import java.time.Instant;
import java.util.Map;

/**
 * A hardware token of a realm's inventory, of which the seed is not told to anybody.
 *
 * @param serial as printed
 * @param kind {@code totp} or {@code hotp}
 * @param algorithm the HMAC by its JCA name
 * @param period seconds a time step; 0 for HOTP
 * @param clockDriftSeconds how far its clock is ahead of the server's, in whole time steps; 0 for HOTP
 * @param userId for whom it is reserved, or whose it is, or null
 * @param deviceId the device that it is, or null
 * @param validFrom or null
 * @param validTo or null
 * @param importedBy the username of the admin
 * @param tags by their keys as they were written; the device that the token becomes has them too
 */
public record Token(
        String serial,
        String manufacturer,
        String model,
        String batch,
        String kind,
        String algorithm,
        int digits,
        int period,
        TokenState state,
        long clockDriftSeconds,
        String userId,
        String deviceId,
        Instant validFrom,
        Instant validTo,
        Instant importedAt,
        String importedBy,
        Map<String, String> tags) {

    static Token of(TokenRow row) {
        return new Token(
                row.serial(),
                row.manufacturer(),
                row.model(),
                row.batch(),
                row.kind(),
                row.algorithm(),
                row.digits(),
                row.period(),
                TokenState.of(row.state()).orElseThrow(),
                (long) row.drift() * row.period(),
                row.userId(),
                row.credentialId(),
                moment(row.validFrom()),
                moment(row.validTo()),
                Instant.ofEpochMilli(row.importedAt()),
                row.importedBy(),
                row.tags());
    }

    private static Instant moment(long millis) {
        return millis == TokenRow.ALWAYS ? null : Instant.ofEpochMilli(millis);
    }
}
