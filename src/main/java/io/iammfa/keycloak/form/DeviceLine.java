package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.UserTime;
import java.util.Objects;
import java.util.Optional;

/**
 * A device in a table. Older versions of Keycloak do not hand dates on to the messages, so they are written here.
 *
 * @param added when the device was assigned, as its reader reads it
 * @param used when the device was last used, as its reader reads it, or empty for never
 * @param drift by how many seconds its clock is fast, or slow where negative
 * @param model what a security key says of its model (AAGUID), or empty
 * @param serialNumber that of a hardware token, or empty
 */
public record DeviceLine(
        String id, String name, String kind, String added, String used, long drift, String model, String serialNumber) {

    /** @param time as who reads the table reads it */
    public static DeviceLine of(MfaDevice device, UserTime time) {
        return new DeviceLine(
                device.id(),
                device.name(),
                device.kind(),
                time.say(device.createdAt()),
                Optional.ofNullable(device.lastUsedAt()).map(time::say).orElse(""),
                device.clockDriftSeconds(),
                device.key() == null || device.key().aaguid() == null
                        ? ""
                        : device.key().aaguid(),
                Objects.requireNonNullElse(device.serialNumber(), ""));
    }

    /** Whether its clock is off by more than the ordinary window. */
    public boolean clockOff() {
        return drift != 0;
    }
}
