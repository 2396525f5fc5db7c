package io.iammfa.keycloak.store;

/**
 * What the side table knows of a device.
 *
 * @param credentialId the stock credential's id
 * @param slot the place among the user's devices, from 0; unique for the user
 * @param nameKey stands for the name in comparisons, 64 characters; unique for the user
 * @param clockDrift how far the device's clock is ahead of the server's, in time steps; 0 for HOTP
 * @param lastStep the watermark: the last time step or counter that was used, -1 for none
 * @param lastUsed when the device last signed its owner in, Unix time in milliseconds, or null for never
 */
public record DeviceRow(String credentialId, int slot, String nameKey, int clockDrift, long lastStep, Long lastUsed) {

    /** The watermark of a device that no code was accepted of yet. */
    public static final long UNUSED = -1;

    /** The same device under another name. */
    public DeviceRow named(String otherNameKey) {
        return new DeviceRow(credentialId, slot, otherNameKey, clockDrift, lastStep, lastUsed);
    }

    /** The same device without its watermark, for realms that let a code be used again. */
    public DeviceRow forgetting() {
        return new DeviceRow(credentialId, slot, nameKey, clockDrift, UNUSED, lastUsed);
    }
}
