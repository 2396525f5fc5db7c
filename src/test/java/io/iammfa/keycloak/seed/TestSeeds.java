package io.iammfa.keycloak.seed;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** Seeds under keys that a test makes up. */
public final class TestSeeds {

    private TestSeeds() {}

    /** Seeds in clear. */
    public static Seeds clear() {
        return of("", List.of());
    }

    /**
     * Seeds under keys, each of which is another one.
     *
     * @param writing the id of the one that seals, or empty
     */
    public static Seeds of(String writing, List<String> readable) {
        return of("realm", writing, readable);
    }

    static Seeds of(String realmId, String writing, List<String> readable) {
        return new Seeds(realmId, writing, keyId -> {
            byte[] key = new byte[SeedKeys.KEY_BYTES];
            Arrays.fill(key, (byte) keyId.hashCode());
            return readable.contains(keyId) ? Optional.of(new SecretKeySpec(key, "AES")) : Optional.empty();
        });
    }
}
