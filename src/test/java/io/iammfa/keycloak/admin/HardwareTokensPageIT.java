package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Documented;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in {@code docs/hardware-tokens.md}. */
class HardwareTokensPageIT {

    private static final String PAGE = "docs/hardware-tokens.md";

    @TempDir
    private Path folder;

    @Test
    void say_what_would_become_of_a_file_import_it_and_reserve_a_token() throws Exception {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        Files.writeString(
                folder.resolve("tokens.csv"),
                HardwareToken.ENTRA + "\n" + HardwareToken.of("X1").entra("") + "\n"
                        + HardwareToken.of("X2").entra("nobody") + "\n");
        Documented shell =
                new Documented(folder, realm).with("USERNAME", "alice").with("SERIAL", "x1");
        String output = shell.run(Documented.blocks(PAGE, "shell import").get(0));
        assertTrue(output.contains("\"X1\""), output);
        shell.run(Documented.blocks(PAGE, "shell reserve").get(0));
        TokenApi api = TokenApi.asAdmin(TestServer.get().url(), realm);
        assertEquals("alice", api.get("X1").get("username").asText());
        assertEquals("2026", api.get("X1").get("batch").asText());
    }
}
