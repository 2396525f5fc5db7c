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
 */
public record DeviceState(
        String id, int clockDriftSteps, Long watermark, Instant lastUsedAt, Map<String, String> tags) {

    /** What a row says. */
    public static DeviceState of(String id, int drift, long lastStep, long lastUsed, Map<String, String> tags) {
        return new DeviceState(
                id,
                drift,
                lastStep == DeviceRow.UNUSED ? null : lastStep,
                lastUsed == DeviceRow.NEVER ? null : Instant.ofEpochMilli(lastUsed),
                tags);
    }

    /** A row that knows this too. What was used on either side stays used, and of two drifts the later one holds. */
    DeviceRow into(DeviceRow row) {
        return row.merged(
                clockDriftSteps,
                watermark == null ? DeviceRow.UNUSED : watermark,
                lastUsedAt == null ? DeviceRow.NEVER : lastUsedAt.toEpochMilli());
    }
}
