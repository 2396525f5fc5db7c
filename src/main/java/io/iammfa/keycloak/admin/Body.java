package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.iammfa.keycloak.device.DeviceName;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A request's JSON object, read strictly: every refusal names the field and what is allowed. */
final class Body {

    /** More than any usable request needs, in bytes. */
    private static final int MAX_LENGTH = 256 * 1024;

    private Body() {}

    /** The same for a list of them. */
    private static final int MAX_LIST_LENGTH = 16 * MAX_LENGTH;

    /** An object with no other fields than the record has. */
    static <T extends Record> T read(InputStream body, Class<T> type) {
        T value = read(body, MAX_LENGTH, Json.record(type), type, path -> mismatch("", path));
        if (value == null) {
            throw notAnObject();
        }
        return value;
    }

    /** A list of such objects. */
    static <T extends Record> List<T> list(InputStream body, Class<T> type, int max) {
        String expected = "a list of at most " + max + " objects with the fields " + fields(type);
        List<T> list = read(
                body, MAX_LIST_LENGTH, Json.list(type), type, path -> Refusal.validation("body" + at(path), expected));
        if (list == null || list.size() > max || list.contains(null)) {
            throw Refusal.validation("body", expected);
        }
        return list;
    }

    /** Where in a list, such as {@code [3].tags}. */
    private static String at(List<JsonMappingException.Reference> path) {
        return path.stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
    }

    /** An object of tags. */
    static Map<String, String> tags(InputStream body) {
        Map<String, String> tags =
                read(body, MAX_LENGTH, Json.texts(), CreateRequest.class, path -> mismatch("tags", path));
        if (tags == null) {
            throw notAnObject();
        }
        return TagRules.checked(tags);
    }

    private static <T> T read(
            InputStream body,
            int maxLength,
            JavaType type,
            Class<?> fields,
            Function<List<JsonMappingException.Reference>, WebApplicationException> mismatch) {
        try {
            byte[] json = body.readNBytes(maxLength + 1);
            if (json.length > maxLength) {
                throw Refusal.validation("body", "at most " + maxLength + " bytes");
            }
            return Json.read(json, type);
        } catch (UnrecognizedPropertyException e) {
            throw Refusal.validation(e.getPropertyName(), "unknown field; allowed are " + fields(fields));
        } catch (MismatchedInputException e) {
            throw mismatch.apply(e.getPath());
        } catch (JsonProcessingException | UncheckedIOException e) {
            // its message may quote the request
            throw Refusal.validation("body", "a well-formed JSON object that has no field twice");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    /**
     * The refusal of a value of the wrong type.
     *
     * @param field that the whole body stands for, or empty
     */
    private static WebApplicationException mismatch(String field, List<JsonMappingException.Reference> path) {
        List<String> names =
                path.stream().map(JsonMappingException.Reference::getFieldName).toList();
        if (names.isEmpty()) {
            return notAnObject();
        }
        if (!field.isEmpty() || names.size() > 1) {
            return TagRules.notAValue(names.get(names.size() - 1));
        }
        return switch (names.get(0)) {
            case "name" -> Names.refusal(DeviceName.Problem.MISSING);
            case "tags" -> Refusal.validation("tags", "an object of keys and values");
            case "minutes" -> Refusal.validation("minutes", PassRequest.MINUTES);
            default -> Refusal.validation(names.get(0), Texts.ID);
        };
    }

    private static WebApplicationException notAnObject() {
        return Refusal.validation("body", "a JSON object");
    }
}
