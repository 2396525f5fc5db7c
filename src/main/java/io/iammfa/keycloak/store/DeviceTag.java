package io.iammfa.keycloak.store;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/**
 * A tag of a device.
 *
 * @param key as it was written, at most 128 characters; unique for the device without regard to case, as in IAM
 * @param value at most 256 characters, may be empty
 */
public record DeviceTag(String key, String value) {

    /** By their keys, without regard to case. */
    public static final Comparator<DeviceTag> ORDER = Comparator.comparing(tag -> fold(tag.key()));

    public DeviceTag {
        // to Oracle an empty text is null
        value = Objects.requireNonNullElse(value, "");
    }

    /** What stands for a key in comparisons. */
    public static String fold(String key) {
        return key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** What stands for a key in the database. */
    public static String keyDigest(String key) {
        return Digest.of(fold(key));
    }

    /** What stands for the key in the database. */
    public String keyDigest() {
        return keyDigest(key);
    }

    /** What stands for the value in the database. */
    public String valueDigest() {
        return Digest.of(value);
    }
}
