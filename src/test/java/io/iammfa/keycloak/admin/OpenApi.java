package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.yaml.snakeyaml.Yaml;

/** {@code docs/openapi.yaml}, compared with what the server really answers. */
final class OpenApi {

    private static final Set<String> SEEN = new ConcurrentSkipListSet<>();

    private final JsonNode description;

    private OpenApi(JsonNode description) {
        this.description = description;
    }

    static OpenApi read() {
        return read("docs/openapi.yaml");
    }

    static OpenApi read(String file) {
        try (Reader yaml = Files.newBufferedReader(Path.of(file))) {
            return new OpenApi(new ObjectMapper().valueToTree(new Yaml().load(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A call as it is described.
     *
     * @param parameters those of the path and of the query
     * @param body the schema of the body, or null for none; references in it are resolved
     */
    record Call(String method, String path, List<JsonNode> parameters, JsonNode body) {}

    /** All calls. */
    List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        description.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> operation.getValue().has("responses"))
                .forEach(operation -> {
                    List<JsonNode> parameters = new ArrayList<>();
                    for (JsonNode owner : List.of(path.getValue(), operation.getValue())) {
                        owner.path("parameters").forEach(parameter -> parameters.add(resolveAll(parameter)));
                    }
                    JsonNode body = resolveAll(operation.getValue().path("requestBody"))
                            .at("/content/application~1json/schema");
                    calls.add(new Call(
                            operation.getKey().toUpperCase(),
                            path.getKey(),
                            parameters,
                            body.isMissingNode() ? null : body));
                }));
        return calls;
    }

    private JsonNode resolveAll(JsonNode node) {
        JsonNode resolved = resolve(node).deepCopy();
        if (resolved instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(resolveAll(field.getValue())));
        }
        return resolved;
    }

    /** The calls and statuses that are described and were not seen yet. */
    Set<String> unseen() {
        Set<String> unseen = new TreeSet<>();
        description.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> operation.getValue().has("responses"))
                .forEach(operation -> operation
                        .getValue()
                        .get("responses")
                        .fieldNames()
                        .forEachRemaining(
                                status -> unseen.add(operation.getKey() + " " + path.getKey() + " " + status))));
        unseen.removeIf(call -> SEEN.contains(title() + " " + call));
        return unseen;
    }

    private String title() {
        return description.at("/info/title").asText();
    }

    /** Fails if the call, the status or a field of the answer is not described. */
    void check(String method, String path, DeviceApi.Answer answer) {
        if (answer.status() == 405 || answer.status() == 415) {
            return;
        }
        String template = template(path.split("\\?", 2)[0]);
        if (template == null) {
            return;
        }
        JsonNode operation = description.at("/paths/" + escape(template)).path(method.toLowerCase());
        if (operation.isMissingNode()) {
            return;
        }
        String where = method.toLowerCase() + " " + template + " " + answer.status();
        JsonNode response = resolve(operation.path("responses").path(String.valueOf(answer.status())));
        if (response.isMissingNode()) {
            throw new AssertionError("not described: " + where + " " + answer.text());
        }
        SEEN.add(title() + " " + where);
        response.path("headers").fieldNames().forEachRemaining(header -> {
            if (response.at("/headers/" + header + "/required").asBoolean()
                    && answer.header(header).isEmpty()) {
                throw new AssertionError(where + " lacks the header " + header);
            }
        });
        JsonNode content = response.path("content");
        String type = answer.header("Content-Type").split(";")[0];
        if (content.isMissingNode() ? !answer.text().isEmpty() : !content.has(type)) {
            throw new AssertionError(where + " is not described as " + type);
        }
        if ("application/json".equals(type)) {
            checkValue(where, content.get(type).get("schema"), answer.json());
        }
    }

    /** The described path that a path is one of, rather by its words than by its parameters; null where there is none. */
    private String template(String path) {
        String[] parts = (path.isEmpty() ? "/" : path).split("/", -1);
        String found = null;
        int most = -1;
        for (Map.Entry<String, JsonNode> described : description.get("paths").properties()) {
            int words = words(described.getKey().split("/", -1), parts);
            if (words > most) {
                most = words;
                found = described.getKey();
            }
        }
        return found;
    }

    /** How many words of a described path another one has, or -1 where it is not of that path. */
    private static int words(String[] described, String[] parts) {
        int words = described.length == parts.length ? 0 : -1;
        for (int i = 0; i < parts.length && words >= 0; i++) {
            if (described[i].equals(parts[i])) {
                words++;
            } else if (!described[i].startsWith("{")) {
                words = -1;
            }
        }
        return words;
    }

    private void checkValue(String where, JsonNode reference, JsonNode value) {
        JsonNode schema = resolve(reference);
        if (value.isNull()) {
            if (!schema.path("nullable").asBoolean()) {
                throw new AssertionError(where + " is null");
            }
            return;
        }
        boolean fits =
                switch (schema.path("type").asText()) {
                    case "array" -> value.isArray();
                    case "object" -> value.isObject();
                    case "string" -> value.isTextual();
                    case "integer" -> value.isIntegralNumber();
                    case "boolean" -> value.isBoolean();
                    default -> throw new AssertionError(where + " has no type: " + schema);
                };
        if (!fits) {
            throw new AssertionError(where + " is no " + schema.path("type").asText() + ": " + value);
        }
        if (schema.has("enum")) {
            boolean known = false;
            for (JsonNode allowed : schema.get("enum")) {
                known |= allowed.equals(value);
            }
            if (!known) {
                throw new AssertionError(where + " is none of " + schema.get("enum") + ": " + value);
            }
        }
        if (value.isArray()) {
            value.forEach(item -> checkValue(where + "[]", schema.get("items"), item));
        } else if (value.isObject()) {
            schema.path("required").forEach(field -> {
                if (!value.has(field.asText())) {
                    throw new AssertionError(where + " lacks " + field);
                }
            });
            for (Iterator<Map.Entry<String, JsonNode>> fields = value.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                JsonNode known = schema.path("properties").path(field.getKey()).isMissingNode()
                        ? schema.path("additionalProperties")
                        : schema.path("properties").path(field.getKey());
                if (!known.isObject()) {
                    throw new AssertionError(where + " has a field that is not described: " + field.getKey());
                }
                checkValue(where + "." + field.getKey(), known, field.getValue());
            }
        }
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? description.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static String escape(String pointer) {
        return pointer.replace("~", "~0").replace("/", "~1");
    }
}
