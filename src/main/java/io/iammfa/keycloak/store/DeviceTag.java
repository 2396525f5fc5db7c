package io.iammfa.keycloak.store;

import java.util.Locale;
import java.util.Objects;

/**
 * A tag of a device.
 *
 * @param key as it was written, at most 128 characters; unique for the device without regard to case, as in IAM
 * @param value at most 256 characters, may be empty
 */
public record DeviceTag(String key, String value) {

    public DeviceTag {
        value = Objects.requireNonNullElse(value, "");
    }

    /** What stands for a key in comparisons. */
    public static String fold(String key) {
        return key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
