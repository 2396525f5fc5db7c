package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.PskcExample;
import io.iammfa.keycloak.support.PskcMaker;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makers' files on a Keycloak in FIPS mode, whose cryptography refuses what is too weak. */
@Tag("fips")
class FipsIT {

    private static final String LONG_ENOUGH = "a password of more than 112 bits";

    private final String realm = TestServer.create(new RealmBuilder());
    private final TokenApi api = TokenApi.asAdmin(TestServer.get().url(), realm);

    private HttpResponse<String> upload(String file, String field, String value) {
        return api.upload("tokens.xml", file.getBytes(StandardCharsets.UTF_8), Map.of(field, value));
    }

    private static String derived(String password, byte[] salt) throws Exception {
        byte[] key = PskcMaker.derive(password, salt, "SHA256", 32);
        byte[] seed = HardwareToken.of("1").seed().getBytes(StandardCharsets.UTF_8);
        return PskcMaker.file(
                PskcMaker.derivedKey(salt, 32, "<PRF Algorithm=\"http://x#hmac-sha256\"/>"),
                PskcMaker.encrypted(
                        "EncryptedValue", PskcMaker.ENC + "kw-aes-256-pad", PskcMaker.wrap("AESWrapPad", key, seed)));
    }

    private static void isImported(HttpResponse<String> answer) {
        JsonNode result = TokenApi.json(answer);
        assertEquals(1, result.get("imported").asInt(), result.toString());
    }

    @Test
    void is_what_the_server_says() {
        assertTrue(TestServer.get().logText().contains("Approved Mode"));
    }

    @Test
    void takes_a_file_with_a_pre_shared_key() {
        isImported(upload(PskcExample.PRE_SHARED, "key", PskcExample.KEY));
    }

    @Test
    void takes_a_file_with_a_password_that_is_strong_enough() throws Exception {
        isImported(upload(derived(LONG_ENOUGH, PskcMaker.bytes(16)), "password", LONG_ENOUGH));
    }

    @ParameterizedTest
    @CsvSource({"qwerty, 16", LONG_ENOUGH + ", 8"})
    void refuses_a_password_or_a_salt_that_is_too_weak_in_words(String password, int saltBytes) throws Exception {
        HttpResponse<String> answer = upload(derived(password, PskcMaker.bytes(saltBytes)), "password", password);
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("ValidationError"), answer.body());
    }
}
