package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests may hold, and the words for what they may not. */
class BodyTest {

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static CreateRequest create(String json) {
        return Body.read(body(json), CreateRequest.class);
    }

    /** The error and the message of a refusal. */
    static String refusal(Executable call) {
        WebApplicationException refusal = assertThrows(WebApplicationException.class, call);
        try {
            JsonNode json =
                    new ObjectMapper().readTree((String) refusal.getResponse().getEntity());
            return refusal.getResponse().getStatus() + " " + json.get("error").asText() + " "
                    + json.get("errorMessage").asText();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class An_object {

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "5", "\"x\"", "\"\"", "true", "", "  ", "[{}]"})
        void is_asked_for(String text) {
            assertEquals("400 ValidationError body: a JSON object", refusal(() -> create(text)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "{\"name\":\"a\",\"name\":\"b\"}",
                    "{\"tags\":{\"a\":\"b\",\"a\":\"c\"}}",
                    "{\"name\":\"a\"} x",
                    "{'name':'a'}",
                    "{\"name\":NaN}",
                    "{\"name\":\"\\x\"}",
                    "{\"name\":\"a\",}"
                })
        void is_well_formed_and_has_no_field_twice(String text) {
            assertEquals(
                    "400 ValidationError body: a well-formed JSON object that has no field twice",
                    refusal(() -> create(text)));
        }

        @Test
        void is_in_utf_8() {
            byte[] broken = "{\"name\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(
                    "400 ValidationError body: a well-formed JSON object that has no field twice",
                    refusal(() -> Body.read(new ByteArrayInputStream(broken), CreateRequest.class)));
        }

        @Test
        void ends_after_so_many_bytes() {
            assertEquals(
                    "400 ValidationError body: at most 262144 bytes",
                    refusal(() -> create("{\"name\":\"" + "x".repeat(300_000) + "\"}")));
        }

        @Test
        void is_not_as_deep_as_it_is_long() {
            assertTrue(refusal(() -> create("{\"kind\":" + "[".repeat(100_000))).startsWith("400 ValidationError"));
        }

        @Test
        void has_no_unknown_field() {
            assertEquals(
                    "400 ValidationError nickname: unknown field; allowed are userId, name, tags, kind, replaces",
                    refusal(() -> create("{\"name\":\"x\",\"nickname\":\"y\"}")));
            assertEquals(
                    "400 ValidationError " + "n".repeat(40) + "…: unknown field; allowed are code1, code2",
                    refusal(() -> Body.read(body("{\"" + "n".repeat(41) + "\":1}"), CodesRequest.class)));
        }
    }

    @Nested
    class A_text {

        @ParameterizedTest
        @ValueSource(strings = {"5", "1.5", "true", "[]", "[\"x\"]", "{}"})
        void is_nothing_else(String value) {
            assertEquals(
                    "400 ValidationError userId: a text of 1 to 255 characters",
                    refusal(() -> create("{\"userId\":" + value + "}")));
            assertEquals(
                    "400 ValidationError name: 1 to 64 characters", refusal(() -> create("{\"name\":" + value + "}")));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"userId\":null}",
                    "{\"userId\":\"\"}",
                    "{\"userId\":\"a\\u0000\"}",
                    "{\"userId\":\"\\ud800\"}"
                })
        void is_an_id_if_every_database_can_be_asked_for_it(String json) {
            assertEquals("400 ValidationError userId: a text of 1 to 255 characters", refusal(() -> create(json)
                    .user()));
        }

        @Test
        void is_a_name_under_the_rules_for_names() {
            assertEquals("Phone", create("{\"name\":\" Phone \"}").deviceName().value());
            assertEquals("400 ValidationError name: 1 to 64 characters", refusal(() -> create("{}")
                    .deviceName()));
            assertEquals(
                    "400 ValidationError name: 1 to 64 characters without control characters",
                    refusal(() -> create("{\"name\":\"a\\u0007\"}").deviceName()));
        }
    }

    @ParameterizedTest
    @CsvSource({"f:bob", "f:", "f::", "f::x", "f:::"})
    void a_user_id_names_the_storage_if_it_begins_as_such_a_one(String id) {
        assertEquals(false, Texts.isUserId(id));
        assertEquals(true, Texts.isUserId("f:x:bob"));
        assertEquals(true, Texts.isUserId("f"));
        assertEquals(true, Texts.isUserId("F:bob"));
    }

    @Test
    void a_kind_is_the_realm_s_or_left_out() {
        create("{}").requireKind("totp");
        create("{\"kind\":null}").requireKind("totp");
        create("{\"kind\":\"totp\"}").requireKind("totp");
        assertEquals(
                "400 ValidationError kind: totp, or nothing; only its owner can register a security key",
                refusal(() -> create("{\"kind\":\"webauthn\"}").requireKind("totp")));
    }

    @Test
    void a_new_name_may_come_with_all_that_a_device_is_shown_with() {
        String shown = "{\"id\":\"1\",\"userId\":5,\"username\":[],\"name\":\"Phone\",\"kind\":{},\"createdAt\":null,"
                + "\"lastUsedAt\":null,\"clockDriftSeconds\":0,\"tags\":{\"a\":\"b\"},\"aaguid\":null,\"transports\":[]}";
        assertEquals(
                "Phone",
                Body.read(body(shown), RenameRequest.class).deviceName().value());
    }

    @Nested
    class Codes {

        private static CodesRequest codes(String code1, String code2) {
            return Body.read(body("{\"code1\":" + code1 + ",\"code2\":" + code2 + "}"), CodesRequest.class);
        }

        @Test
        void are_texts_or_numbers_that_lost_their_zeros() {
            assertEquals("012345", codes("\" 012 345\"", "7").first(6));
            assertEquals("000007", codes("\"1\"", "7").second(6));
            assertEquals("00000007", codes("\"1\"", "7").second(8));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"12345\" | 6 digits",
                    "\"\" | 6 digits",
                    "\"12345x\" | digits only",
                    "1234567 | 6 digits",
                    "-1 | a text of 6 digits",
                    "1.0 | a text of 6 digits",
                    "12345678901 | a text of 6 digits",
                    "true | a text of 6 digits",
                    "null | a text of 6 digits",
                    "[\"123456\"] | a text of 6 digits",
                    "\"111111111111111111111111111111111\" | a text of 6 digits"
                })
        void are_refused_with_what_is_allowed(String code, String allowed) {
            assertEquals("400 ValidationError code2: " + allowed, refusal(() -> codes("\"1\"", code)
                    .second(6)));
        }

        @Test
        void are_asked_for_by_their_names() {
            assertEquals(
                    "400 ValidationError code1: a text of 6 digits",
                    refusal(() -> Body.read(body("{}"), CodesRequest.class).first(6)));
        }
    }

    @Nested
    class Tags {

        @Test
        void keep_their_order_and_may_be_left_out() {
            assertEquals(
                    List.of("b", "a"),
                    List.copyOf(Body.tags(body("{\"b\":\"1\",\"a\":\"\"}")).keySet()));
            assertEquals(Map.of(), create("{}").deviceTags());
            assertEquals(Map.of(), create("{\"tags\":null}").deviceTags());
            assertEquals(Map.of("k", "v"), create("{\"tags\":{\"k\":\"v\"}}").deviceTags());
        }

        @ParameterizedTest
        @ValueSource(strings = {"5", "null", "true", "[]", "{}", "\"<b>\"", "\"\\n\""})
        void have_texts_as_values(String value) {
            String refusal =
                    "400 ValidationError tags.k: a text of up to 256 letters, digits, spaces and _ . : / = + - @";
            assertEquals(refusal, refusal(() -> Body.tags(body("{\"k\":" + value + "}"))));
            assertEquals(refusal, refusal(() -> create("{\"tags\":{\"k\":" + value + "}}")
                    .deviceTags()));
        }

        @Test
        void are_an_object() {
            assertEquals("400 ValidationError tags: an object of keys and values", refusal(() -> create("{\"tags\":[]}")
                    .deviceTags()));
            assertEquals("400 ValidationError body: a JSON object", refusal(() -> Body.tags(body("[]"))));
        }

        @Test
        void have_keys_of_iam_s_alphabet_that_differ_in_more_than_case() {
            assertEquals(
                    "400 ValidationError tags.a*b: keys of 1 to 128 letters, digits, spaces and _ . : / = + - @",
                    refusal(() -> Body.tags(body("{\"a*b\":\"\"}"))));
            assertEquals(
                    "400 ValidationError tags.K: keys that differ in more than upper and lower case",
                    refusal(() -> Body.tags(body("{\"k\":\"a\",\"K\":\"b\"}"))));
        }

        @Test
        void are_no_more_than_fifty() {
            Map<String, String> many = new LinkedHashMap<>();
            for (int i = 0; i < 50; i++) {
                many.put("k" + i, "");
            }
            assertEquals(50, Body.tags(body(Json.write(many))).size());
            many.put("one more", "");
            assertEquals(
                    "409 LimitExceeded A device may have 50 tags", refusal(() -> Body.tags(body(Json.write(many)))));
        }
    }
}
