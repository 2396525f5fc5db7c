package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.totp.CodeInput;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request's JSON object, read strictly: every refusal names the field and what is allowed. */
final class Body {

    /** More than any usable request needs, in characters. */
    private static final int MAX_LENGTH = 256 * 1024;

    private static final int MAX_CODE_LENGTH = 32;

    private final JsonNode object;

    private Body(JsonNode object) {
        this.object = object;
    }

    /** An object with no other fields than these. */
    static Body of(String text, String... fields) {
        Body body = new Body(parse(text));
        Set<String> known = Set.of(fields);
        for (Iterator<String> names = body.object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw Refusal.validation(shorten(name), "unknown field; allowed are " + String.join(", ", fields));
            }
        }
        return body;
    }

    /** An object of tags. */
    static Map<String, String> tags(String text) {
        return tags("tags", parse(text));
    }

    private static JsonNode parse(String text) {
        if (text == null || text.isBlank()) {
            throw Refusal.validation("body", "a JSON object");
        }
        if (text.length() > MAX_LENGTH) {
            throw Refusal.validation("body", "at most " + MAX_LENGTH + " characters");
        }
        try {
            JsonNode object = Json.read(text);
            if (!object.isObject()) {
                throw Refusal.validation("body", "a JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            // its message may quote the request
            throw Refusal.validation("body", "a well-formed JSON object that has no field twice");
        }
    }

    /** A text that every database can be asked for. */
    String id(String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual() || !Texts.isPlain(value.textValue(), Texts.ID_LENGTH)) {
            throw Refusal.validation(field, "a text of 1 to " + Texts.ID_LENGTH + " characters");
        }
        return value.textValue();
    }

    /**
     * Checks the kind of a new device, which may be left out.
     *
     * @param kind that of the realm's OTP policy
     */
    void requireKind(String kind) {
        JsonNode value = object.path("kind");
        if (!value.isMissingNode() && !kind.equals(value.textValue())) {
            throw Refusal.validation("kind", kind + ", or nothing; only its owner can register a security key");
        }
    }

    DeviceName name() {
        JsonNode value = object.path("name");
        DeviceName.Problem problem =
                value.isTextual() ? DeviceName.problem(value.textValue()) : DeviceName.Problem.MISSING;
        if (problem != null) {
            throw Refusal.notAName(problem);
        }
        return new DeviceName(value.textValue());
    }

    /**
     * A code: text, or a number, which is what command lines make of digits; leading zeros that got lost so come back.
     *
     * @param digits how many the device shows
     */
    String code(String field, int digits) {
        JsonNode value = object.path(field);
        String typed;
        if (value.isTextual() && value.textValue().length() <= MAX_CODE_LENGTH) {
            typed = value.textValue();
        } else if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0) {
            typed = String.format("%0" + digits + "d", value.intValue());
        } else {
            throw Refusal.validation(field, "a text of " + digits + " digits");
        }
        CodeInput input = CodeInput.read(typed, digits);
        if (input instanceof CodeInput.Code code) {
            return code.value();
        }
        throw Refusal.notACode(field, input, digits);
    }

    /** The tags, or none where the field is missing or null. */
    Map<String, String> tags() {
        JsonNode value = object.path("tags");
        return value.isMissingNode() || value.isNull() ? Map.of() : tags("tags", value);
    }

    private static Map<String, String> tags(String field, JsonNode node) {
        if (!node.isObject()) {
            throw Refusal.validation(field, "an object of keys and values");
        }
        if (node.size() > DeviceTags.MAX_TAGS) {
            throw Refusal.tooManyTags(DeviceTags.MAX_TAGS);
        }
        Map<String, String> tags = new LinkedHashMap<>();
        Set<String> keys = new HashSet<>();
        for (Map.Entry<String, JsonNode> tag : node.properties()) {
            requireKey(field, tag.getKey());
            if (!keys.add(DeviceTags.fold(tag.getKey()))) {
                throw Refusal.validation(
                        field + "." + shorten(tag.getKey()), "keys that differ in more than upper and lower case");
            }
            if (!tag.getValue().isTextual()
                    || !DeviceTags.isValue(tag.getValue().textValue())) {
                throw Refusal.validation(
                        field + "." + shorten(tag.getKey()),
                        "a text of up to " + DeviceTags.MAX_VALUE_LENGTH
                                + " letters, digits, spaces and _ . : / = + - @");
            }
            tags.put(tag.getKey(), tag.getValue().textValue());
        }
        return tags;
    }

    static void requireKey(String field, String key) {
        if (!DeviceTags.isKey(key)) {
            throw Refusal.validation(
                    field + "." + shorten(key),
                    "keys of 1 to " + DeviceTags.MAX_KEY_LENGTH + " letters, digits, spaces and _ . : / = + - @");
        }
    }

    static void requireKeys(List<String> keys) {
        keys.forEach(key -> requireKey("key", key));
    }

    private static String shorten(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}
