package io.iammfa.keycloak.store;

import io.iammfa.keycloak.seed.Place;
import java.util.Map;

/**
 * A hardware token in the inventory of a realm.
 *
 * @param serial as printed, at most 64 characters; unique in the realm without regard to case
 * @param manufacturer at most 255 characters, or null
 * @param model at most 255 characters, or null
 * @param batch the import that it came with, or null
 * @param kind {@code totp} or {@code hotp}
 * @param algorithm the HMAC by its JCA name
 * @param digits the length of a code
 * @param period seconds a time step; 0 for HOTP
 * @param counter the first counter that its maker has not used; 0 for TOTP
 * @param seed the key in base32, or null once it is wiped
 * @param drift how far its clock is ahead, in time steps
 * @param watermark the last time step or counter that anybody has used, -1 for none
 * @param state a word of the inventory's
 * @param userId for whom it is reserved, or whose it is, or null
 * @param credentialId the device that it is, or null
 * @param validFrom Unix time in milliseconds, 0 for always
 * @param validTo Unix time in milliseconds, 0 for ever
 * @param importedAt Unix time in milliseconds
 * @param importedBy the admin's username
 * @param tags by their keys as they were written
 */
public record TokenRow(
        String serial,
        String manufacturer,
        String model,
        String batch,
        String kind,
        String algorithm,
        int digits,
        int period,
        long counter,
        String seed,
        int drift,
        long watermark,
        String state,
        String userId,
        String credentialId,
        long validFrom,
        long validTo,
        long importedAt,
        String importedBy,
        Map<String, String> tags) {

    public static final long ALWAYS = 0;

    static final String AVAILABLE = "available";
    static final String RESERVED = "reserved";
    static final String ACTIVE = "active";
    static final String RETURNED = "returned";

    /** The state of this token in nobody's hands: one that somebody has had does not pretend to be a new one. */
    public String waiting() {
        return watermark < 0 ? AVAILABLE : RETURNED;
    }

    /** Whether it may be used at that time, Unix time in milliseconds. */
    boolean holdsAt(long moment) {
        return validFrom <= moment && (validTo == ALWAYS || moment < validTo);
    }

    /** The same token in another state, in somebody's hands or in nobody's. */
    public TokenRow in(String otherState, String otherUserId, String otherCredentialId) {
        return with(seed, drift, watermark, otherState, otherUserId, otherCredentialId);
    }

    /** The same token with what is known of its clock or counter now. */
    public TokenRow measured(int otherDrift, long otherWatermark) {
        return with(seed, otherDrift, Math.max(watermark, otherWatermark), state, userId, credentialId);
    }

    /** The same token without its seed. */
    public TokenRow wiped() {
        return seeded(null);
    }

    /** The same token with its seed in another form. */
    public TokenRow seeded(String otherSeed) {
        return with(otherSeed, drift, watermark, state, userId, credentialId);
    }

    /** Where its seed belongs. */
    public Place place() {
        return Place.ofToken(fold(serial));
    }

    /** The same token with other tags. */
    public TokenRow tagged(Map<String, String> otherTags) {
        return with(seed, drift, watermark, state, userId, credentialId, otherTags);
    }

    private TokenRow with(
            String otherSeed,
            int otherDrift,
            long otherWatermark,
            String otherState,
            String otherUserId,
            String otherCredentialId) {
        return with(otherSeed, otherDrift, otherWatermark, otherState, otherUserId, otherCredentialId, tags);
    }

    private TokenRow with(
            String otherSeed,
            int otherDrift,
            long otherWatermark,
            String otherState,
            String otherUserId,
            String otherCredentialId,
            Map<String, String> otherTags) {
        return new TokenRow(
                serial,
                manufacturer,
                model,
                batch,
                kind,
                algorithm,
                digits,
                period,
                counter,
                otherSeed,
                otherDrift,
                otherWatermark,
                otherState,
                otherUserId,
                otherCredentialId,
                validFrom,
                validTo,
                importedAt,
                importedBy,
                otherTags);
    }

    /** What stands for a serial number in comparisons. */
    public static String fold(String serial) {
        return DeviceTag.fold(serial.strip());
    }

    /** What stands for it in the database. */
    static String key(String serial) {
        return Digest.of(fold(serial));
    }

    @Override
    public String toString() {
        return "TokenRow[" + serial + ", " + state + "]";
    }
}
