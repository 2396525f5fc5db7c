package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceRow;
import java.time.Instant;
import java.util.Map;

/**
 * What is known of a device beside its stock credential, and no secret: what a realm's export by Keycloak does not hold.
 *
 * @param id the device's
 * @param clockDriftSteps how far its clock is ahead of the server's, in time steps; 0 for all but TOTP
 * @param watermark the last time step or counter that was used, or null for none
 * @param lastUsedAt when its owner last signed in or proved themselves with it, or null for never
 * @param tags its tags, which {@link DeviceTags} lets pass
 * @param serialNumber that of the hardware token that it is, or null
 */
public record DeviceState(
        String id,
        int clockDriftSteps,
        Long watermark,
        Instant lastUsedAt,
        Map<String, String> tags,
        String serialNumber) {

    /** What a row says. */
    public static DeviceState of(
            String id, int drift, long lastStep, long lastUsed, Map<String, String> tags, String serial) {
        return new DeviceState(
                id,
                drift,
                lastStep == DeviceRow.UNUSED ? null : lastStep,
                lastUsed == DeviceRow.NEVER ? null : Instant.ofEpochMilli(lastUsed),
                tags,
                serial);
    }

    /** A row that knows this too. What was used on either side stays used, and of two drifts the later one holds. */
    DeviceRow into(DeviceRow row) {
        DeviceRow merged = row.merged(
                clockDriftSteps,
                watermark == null ? DeviceRow.UNUSED : watermark,
                lastUsedAt == null ? DeviceRow.NEVER : lastUsedAt.toEpochMilli());
        return serialNumber == null || merged.serial() != null ? merged : merged.ofToken(serialNumber);
    }
}
