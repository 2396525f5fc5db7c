package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceTag;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** IAM's rules for tags: keys are unique for a device without regard to case, and kept as they were written. */
public final class DeviceTags {

    /** How many tags a device may have. */
    public static final int MAX_TAGS = 50;

    /** The longest key, in characters (UTF-16 units). */
    public static final int MAX_KEY_LENGTH = 128;

    /** The longest value, in characters (UTF-16 units). */
    public static final int MAX_VALUE_LENGTH = 256;

    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{N}\\p{Zs}_.:/=+\\-@]*");

    private DeviceTags() {}

    /** Whether a text can be a key: 1 to 128 letters, digits, spaces and {@code _ . : / = + - @}. */
    public static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_KEY_LENGTH
                && fold(text).length() <= MAX_KEY_LENGTH
                && TEXT.matcher(text).matches()
                && DeviceName.isStorable(text);
    }

    /** Whether a text can be a value: up to 256 of the characters that a key may have, or none. */
    public static boolean isValue(String text) {
        return text.length() <= MAX_VALUE_LENGTH && TEXT.matcher(text).matches() && DeviceName.isStorable(text);
    }

    /** What stands for a key in comparisons. */
    public static String fold(String key) {
        return DeviceTag.fold(key);
    }

    public static List<DeviceTag> ofMap(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> new DeviceTag(tag.getKey(), tag.getValue()))
                .toList();
    }

    public static Map<String, String> toMap(Collection<DeviceTag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        tags.stream().sorted(DeviceTag.ORDER).forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }
}
