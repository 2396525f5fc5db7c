package io.iammfa.keycloak.store;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.keycloak.util.JsonSerialization;

/** The tags of a hardware token in one column: nobody looks for tokens by them. */
final class TokenTags {

    private TokenTags() {}

    static Map<String, String> read(String json) {
        if (json == null) {
            return Map.of();
        }
        try {
            return JsonSerialization.readValue(json, new TypeReference<TreeMap<String, String>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null for none. */
    static String write(Map<String, String> tags) {
        try {
            return tags.isEmpty() ? null : JsonSerialization.writeValueAsString(tags);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
