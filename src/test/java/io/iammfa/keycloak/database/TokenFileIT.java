package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file of a hundred thousand hardware tokens, on PostgreSQL. */
@Tag("postgres")
class TokenFileIT {

    private static final int TOKENS = 100_000;

    @Test
    void is_looked_at_imported_and_known_again() {
        String realm = TestServer.create(new RealmBuilder());
        TokenApi api = TokenApi.asAdmin(TestServer.get().url(), realm);
        byte[] file = HardwareToken.file(TOKENS).getBytes(StandardCharsets.UTF_8);
        assertEquals(TOKENS, take(api, file, "true", "dry run").get("imported").asInt());
        assertEquals(TOKENS, take(api, file, "false", "import").get("imported").asInt());
        JsonNode again = take(api, file, "false", "the same again");
        assertEquals(TOKENS, again.get("unchanged").asInt());
        assertEquals(0, again.get("rejected").size());
        assertEquals("available", api.get("t099999").get("state").asText());
        assertFalse(
                TestServer.get().logText().contains(HardwareToken.of("T000000").base32()));
    }

    private static JsonNode take(TokenApi api, byte[] file, String dryRun, String what) {
        Instant begun = Instant.now();
        JsonNode result = TokenApi.json(api.upload("tokens.csv", file, Map.of("dryRun", dryRun)));
        System.out.printf(
                "%d hardware tokens, %d bytes, %s: %d ms%n",
                TOKENS,
                file.length,
                what,
                Duration.between(begun, Instant.now()).toMillis());
        return result;
    }
}
