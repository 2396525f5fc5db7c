package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDeviceState;
import io.iammfa.keycloak.device.DeviceState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this API gives out of a device's state, and takes back.
 *
 * @param userId the owner's
 * @param id the device's
 * @param clockDriftSteps 0 where it is null
 * @param watermark null for none
 * @param lastUsedAt ISO 8601 in UTC, or null for never
 * @param tags none where it is null
 * @param serialNumber that of the hardware token that it is, or null
 */
record StateEntry(
        String userId,
        String id,
        Integer clockDriftSteps,
        Long watermark,
        String lastUsedAt,
        Map<String, String> tags,
        String serialNumber) {

    /** What a clock can be off by in the widest sync window, and more than any that moved on since. */
    private static final int MAX_DRIFT = 1_000_000;

    private static final int SERIAL_LENGTH = 64;

    static Map<String, Object> json(RealmDeviceState device) {
        DeviceState state = device.state();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("userId", device.userId());
        json.put("id", state.id());
        json.put("clockDriftSteps", state.clockDriftSteps());
        json.put("watermark", state.watermark());
        json.put(
                "lastUsedAt",
                state.lastUsedAt() == null ? null : state.lastUsedAt().toString());
        json.put("tags", state.tags());
        if (state.serialNumber() != null) {
            json.put("serialNumber", state.serialNumber());
        }
        return json;
    }

    /** The state, or a refusal that names the field. */
    DeviceState state() {
        Texts.id("userId", userId);
        Texts.id("id", id);
        int drift = clockDriftSteps == null ? 0 : clockDriftSteps;
        if (Math.abs((long) drift) > MAX_DRIFT) {
            throw Refusal.validation("clockDriftSteps", "a whole number from -" + MAX_DRIFT + " to " + MAX_DRIFT);
        }
        if (watermark != null && watermark < 0) {
            throw Refusal.validation("watermark", "a time step or counter from 0, or null");
        }
        if (serialNumber != null && !Texts.isPlain(serialNumber, SERIAL_LENGTH)) {
            throw Refusal.validation("serialNumber", "a text of 1 to " + SERIAL_LENGTH + " characters, or null");
        }
        return new DeviceState(id, drift, watermark, moment(), TagRules.checked(tags), serialNumber);
    }

    private Instant moment() {
        try {
            Instant moment = lastUsedAt == null ? null : Instant.parse(lastUsedAt);
            if (moment == null || moment.toEpochMilli() >= 0) {
                return moment;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // the same answer as to a moment before all devices
        }
        throw Refusal.validation("lastUsedAt", "a moment as 2026-01-31T12:00:00Z, or null");
    }
}
