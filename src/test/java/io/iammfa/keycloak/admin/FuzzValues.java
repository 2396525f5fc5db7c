package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values for requests: of the type that is asked for, mostly, with an alphabet of what ids of the system look like. */
final class FuzzValues {

    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Language",
            "Accept-Charset",
            "Content-Type",
            "Prefer",
            "Origin",
            "If-None-Match",
            "Cookie");

    private final Random random;
    private final List<String> users;
    private final List<String> known;
    private final List<String> ids;

    /**
     * @param seed what decides which values come
     * @param users ids of users who may own devices
     * @param known ids of what is there, and of what is somewhere else
     */
    FuzzValues(long seed, List<String> users, List<String> known) {
        this.random = new Random(seed);
        this.users = users;
        this.known = known;
        ids = new ArrayList<>(known);
        ids.addAll(List.of(
                "00000000-0000-0000-0000-000000000000",
                "f:bob",
                "f:",
                "f::",
                "f:::",
                "f:00000000-0000-0000-0000-000000000000:bob",
                "f:../..:x",
                "service-account-x",
                "..",
                ".",
                "../x",
                "a/b",
                "a;b=c",
                "\u0000",
                "x".repeat(255),
                "x".repeat(256),
                "x".repeat(3000),
                "用户",
                "пользователь",
                "İSTANBUL",
                "ß",
                "💥",
                "\u202E",
                "mfa-list-place.x",
                "mfa-list-place." + "x".repeat(300)));
    }

    boolean rarely() {
        return random.nextInt(8) == 0;
    }

    boolean often() {
        return random.nextInt(3) == 0;
    }

    /** A segment of a path; never one that leads out of the folder, where other calls are. */
    String segment() {
        String id = id();
        return id.equals("..") || id.equals(".") ? "..%2F.." : encode(id);
    }

    /** The id of a user who may own devices. */
    String user() {
        return pick(users);
    }

    private String id() {
        return random.nextBoolean() ? pick(known) : pick(ids);
    }

    String parameter(String name, JsonNode schema) {
        if (rarely()) {
            return text();
        }
        return switch (name) {
            case "user", "search", "marker" -> random.nextBoolean() ? pick(ids) : text();
            case "tag" -> pick(List.of("k:v", "a:b:c", ":::", "nocolon", "k:", ":v", text() + ":" + text()));
            case "lastUsedBefore", "unusedSince" ->
                pick(List.of(
                        "2026-01-01",
                        "2026-13-01",
                        "+999999999-12-31T23:59:59Z",
                        "-999999999-01-01T00:00:00Z",
                        "2026-01-01T00:00:00+18:00",
                        "1969-12-31",
                        "9999-12-31T23:59:59.999999999Z"));
            default ->
                schema.path("type").asText().equals("integer")
                        ? pick(List.of("0", "1", "500", "501", "-1", "2147483647", "2147483648", "x", "", "1e3", "٣"))
                        : schema.has("enum")
                                ? schema.get("enum")
                                        .get(random.nextInt(schema.get("enum").size()))
                                        .asText()
                                : text();
        };
    }

    String[] header() {
        return new String[] {
            pick(HEADERS),
            pick(List.of(
                    "x",
                    "/",
                    "*",
                    "*/*",
                    "a/b/c",
                    ";q=",
                    "text/csv;q=x",
                    "application/json",
                    "application/json; charset=nope",
                    "application/json; charset=",
                    "return=representation",
                    "\"",
                    ",",
                    ";;;",
                    "en-US-x-y-z-0",
                    "__;q=2",
                    "=",
                    "x".repeat(2000)))
        };
    }

    /** JSON of a schema, or of another. */
    String json(JsonNode schema) {
        if (rarely()) {
            return anything();
        }
        if (!"object".equals(schema.path("type").asText())) {
            return string(schema);
        }
        List<String> fields = new ArrayList<>();
        schema.path("properties").properties().forEach(property -> {
            if (!rarely()) {
                fields.add(quote(property.getKey()) + ":" + property(property.getKey(), property.getValue()));
            }
        });
        boolean open = schema.path("additionalProperties").isObject();
        while (open ? random.nextInt(3) > 0 : rarely()) {
            boolean fits = open && random.nextBoolean();
            fields.add(
                    fits
                            ? quote("key " + random.nextInt(1000)) + ":" + quote("value")
                            : quote(text()) + ":" + (random.nextBoolean() ? quote(text()) : anything()));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String property(String name, JsonNode schema) {
        return name.endsWith("Id") && !rarely() ? quote(random.nextBoolean() ? pick(users) : id()) : json(schema);
    }

    private String string(JsonNode schema) {
        if ("integer".equals(schema.path("type").asText())) {
            return pick(List.of("10", "60", "1440", "9", "1441", "-1", "2147483648", "0.5"));
        }
        return quote(
                schema.has("enum")
                        ? schema.get("enum").get(0).asText()
                        : random.nextBoolean() ? "Device " + random.nextInt(1000) : text());
    }

    private String anything() {
        return switch (random.nextInt(5)) {
            case 0 ->
                pick(List.of("null", "true", "-1", "1e999", "123456", "12345678901234567890", "0.5", "1".repeat(2000)));
            case 1 -> "[" + quote(text()) + "]";
            case 2 -> "{" + quote(text()) + ":" + quote(text()) + "}";
            case 3 -> pick(List.of("NaN", "'x'", "undefined", "", "\"\\ud800\"", "\"\\u0000\"", "[[[[", "{}"));
            default -> quote(pick(ids));
        };
    }

    /** Cuts something into a text. */
    String broken(String text) {
        int cut = random.nextInt(text.length() + 1);
        return text.substring(0, cut)
                + pick(List.of("", "\"", "{", "}", "\\", "\u0000", "💥", ",", "/*"))
                + text.substring(cut);
    }

    String text() {
        return switch (random.nextInt(7)) {
            case 0 -> "";
            case 1 -> pick(List.of("123456", "000000", "totp", "*", "**", "%", "!_", "a:b", ":::", "-1", "999999999"));
            case 2 -> "x".repeat(random.nextInt(400));
            case 3 ->
                pick(List.of("İ", "ß", "\u202E", "\uFEFF", "\u0000", "💥", "é".repeat(130), "İ".repeat(128), "\uD800"));
            case 4 -> pick(List.of("'; drop table MFA_DEVICE; --", "${jndi:x}", "<script>", "../../x", "\\", "\""));
            case 5 -> pick(ids);
            default ->
                random.ints(random.nextInt(20), 1, 0x2FFF)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        };
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quote(String text) {
        try {
            return AdminApi.JSON.writeValueAsString(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
