package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON as this API reads and writes it: no key twice, no unknown one, nothing after the end, and a number is no text. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withCoercionConfig(
                    LogicalType.Textual, texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withCoercionConfig(
                    LogicalType.Integer, numbers -> numbers.setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private Json() {}

    static JavaType record(Class<? extends Record> type) {
        return MAPPER.constructType(type);
    }

    static JavaType list(Class<? extends Record> type) {
        return MAPPER.getTypeFactory().constructCollectionType(ArrayList.class, type);
    }

    /** Keys and values, in their order. */
    static JavaType texts() {
        return MAPPER.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, String.class);
    }

    /** @throws JsonProcessingException if the bytes are no JSON of that type */
    static <T> T read(byte[] json, JavaType type) throws JsonProcessingException {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            // bytes that are no text
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #write} made of keys and values. */
    static Map<String, String> readTexts(String json) {
        try {
            return MAPPER.readValue(json, texts());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** JSON of characters up to U+FFFF, as not every database has room for more in its table of events. */
    static String writeForTables(Object value) {
        StringBuilder json = new StringBuilder();
        write(value)
                .chars()
                .forEach(unit -> json.append(
                        Character.isSurrogate((char) unit)
                                ? String.format("\\u%04X", unit)
                                : Character.toString(unit)));
        return json.toString();
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
