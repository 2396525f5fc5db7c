package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceTags;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tags of a request, held against IAM's rules. */
final class TagRules {

    private static final String ALPHABET = " letters, digits, spaces and _ . : / = + - @";

    private TagRules() {}

    /** The tags themselves, unless one of them can't be used; none where they are null. */
    static Map<String, String> checked(Map<String, String> tags) {
        if (tags == null) {
            return Map.of();
        }
        if (tags.size() > DeviceTags.MAX_TAGS) {
            throw Refusal.tooManyTags(DeviceTags.MAX_TAGS);
        }
        Set<String> keys = new HashSet<>();
        tags.forEach((key, value) -> {
            requireKey("tags", key);
            if (!keys.add(DeviceTags.fold(key))) {
                throw Refusal.validation("tags", key, "keys that differ in more than upper and lower case");
            }
            if (value == null || !DeviceTags.isValue(value)) {
                throw notAValue(key);
            }
        });
        return tags;
    }

    static Refusal notAValue(String key) {
        return Refusal.validation("tags", key, "a text of up to " + DeviceTags.MAX_VALUE_LENGTH + ALPHABET);
    }

    static void requireKeys(Collection<String> keys) {
        keys.forEach(key -> requireKey("key", key));
    }

    private static void requireKey(String field, String key) {
        if (!DeviceTags.isKey(key)) {
            throw Refusal.validation(field, key, "keys of 1 to " + DeviceTags.MAX_KEY_LENGTH + ALPHABET);
        }
    }
}
