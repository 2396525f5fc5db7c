package io.iammfa.keycloak.store;

import java.util.Objects;

/**
 * What the side table knows of a device.
 *
 * @param credentialId the stock credential's id
 * @param kind {@code totp}, {@code hotp} or {@code webauthn}
 * @param slot the place among the user's devices, from 0; unique for the user
 * @param nameKey stands for the name in comparisons, 64 characters; unique for the user
 * @param searchName the name as searches compare it, at most 255 characters
 * @param clockDrift how far the device's clock is ahead of the server's, in time steps; 0 for HOTP
 * @param lastStep the watermark: the last time step or counter that was used, -1 for none
 * @param lastUsed when its owner last signed in or proved themselves with it, Unix time in milliseconds, 0 for never
 * @param driftDay when the last code was at an edge of the window, in days since 1970-01-01 UTC, negative for the slow edge; 0
 *     where the last code was at none
 * @param serial the serial number of the hardware token that the device is, as printed, or null
 */
public record DeviceRow(
        String credentialId,
        String kind,
        int slot,
        String nameKey,
        String searchName,
        int clockDrift,
        long lastStep,
        long lastUsed,
        int driftDay,
        String serial) {

    /** The watermark of a device that no code was accepted of yet. */
    public static final long UNUSED = -1;

    /** The last use of a device that never signed its owner in. */
    public static final long NEVER = 0;

    public DeviceRow {
        searchName = Objects.requireNonNullElse(searchName, "");
    }

    /** A device of which nothing is known yet but its name. */
    public static DeviceRow named(String credentialId, String kind, String nameKey, String searchName) {
        return new DeviceRow(credentialId, kind, 0, nameKey, searchName, 0, UNUSED, NEVER, 0, null);
    }

    /** The same device as a hardware token. */
    public DeviceRow ofToken(String otherSerial) {
        return new DeviceRow(
                credentialId, kind, slot, nameKey, searchName, clockDrift, lastStep, lastUsed, driftDay, otherSerial);
    }

    /** The same device in another place. */
    public DeviceRow inSlot(int otherSlot) {
        return new DeviceRow(
                credentialId, kind, otherSlot, nameKey, searchName, clockDrift, lastStep, lastUsed, driftDay, serial);
    }

    /** The same device as another kind, and under another name. */
    public DeviceRow described(String otherKind, String otherNameKey, String otherSearchName) {
        return new DeviceRow(
                credentialId,
                otherKind,
                slot,
                otherNameKey,
                otherSearchName,
                clockDrift,
                lastStep,
                lastUsed,
                driftDay,
                serial);
    }

    /** The same device after a code of this step, or of one before the last. */
    public DeviceRow usedAt(long step, long moment) {
        return new DeviceRow(
                credentialId,
                kind,
                slot,
                nameKey,
                searchName,
                clockDrift,
                Math.max(lastStep, step),
                moment,
                driftDay,
                serial);
    }

    /** The same device after a use that moves no watermark. */
    public DeviceRow usedAt(long moment) {
        return usedAt(lastStep, moment);
    }

    /** The same device after its clock was measured, or its counter found, with the step of the second code. */
    public DeviceRow resynced(long step, int otherClockDrift) {
        return new DeviceRow(credentialId, kind, slot, nameKey, searchName, otherClockDrift, step, lastUsed, 0, serial);
    }

    /** The same device after a code at an edge of the window, or with 0 after another. */
    public DeviceRow atEdge(int day) {
        return new DeviceRow(
                credentialId, kind, slot, nameKey, searchName, clockDrift, lastStep, lastUsed, day, serial);
    }

    /** The same device after its clock has drifted by so many steps more. */
    public DeviceRow drifted(int steps) {
        return new DeviceRow(
                credentialId,
                kind,
                slot,
                nameKey,
                searchName,
                clockDrift + steps,
                lastStep,
                lastUsed,
                driftDay,
                serial);
    }

    /** The same device with what another server knows of it, too: of two watermarks and uses the later one holds. */
    public DeviceRow merged(int otherClockDrift, long otherLastStep, long otherLastUsed) {
        return new DeviceRow(
                credentialId,
                kind,
                slot,
                nameKey,
                searchName,
                otherLastUsed >= lastUsed ? otherClockDrift : clockDrift,
                Math.max(lastStep, otherLastStep),
                Math.max(lastUsed, otherLastUsed),
                driftDay,
                serial);
    }

    /** The same device without its watermark, for realms that let a code be used again. */
    public DeviceRow forgetting() {
        return new DeviceRow(
                credentialId, kind, slot, nameKey, searchName, clockDrift, UNUSED, lastUsed, driftDay, serial);
    }
}
