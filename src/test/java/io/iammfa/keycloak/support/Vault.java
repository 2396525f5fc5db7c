package io.iammfa.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The vault of the test servers: a folder, one file a secret. */
public final class Vault {

    private static final int KEY_BYTES = 32;

    private Vault() {}

    /** A new key for seeds, as an admin makes it: {@code openssl rand -base64 32}. */
    public static void newKey(String realm, String keyId) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        write(realm, keyId, Base64.getEncoder().encodeToString(key) + "\n");
    }

    public static void write(String realm, String keyId, String text) {
        try {
            Files.writeString(file(realm, keyId), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in it, which is gone afterwards. */
    public static String take(String realm, String keyId) {
        try {
            String text = Files.readString(file(realm, keyId), StandardCharsets.UTF_8);
            Files.delete(file(realm, keyId));
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String realm, String keyId) {
        return TestServer.vault().resolve(realm.replace("_", "__") + "_mfa-seed-" + keyId);
    }
}
