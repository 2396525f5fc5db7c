package io.iammfa.keycloak.support;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The keys of the realms of a run: Keycloak would make RSA keys for each realm, which takes longer than many a test. */
final class RealmKeys {

    private static final String PRIVATE_KEY = rsa();

    private RealmKeys() {}

    /** Components of a realm, as Keycloak's representation has them. */
    static List<Map<String, Object>> components() {
        return List.of(
                component("rsa", Map.of("privateKey", List.of(PRIVATE_KEY))),
                component("hmac-generated", Map.of("algorithm", List.of("HS512"))),
                component("aes-generated", Map.of()));
    }

    private static Map<String, Object> component(String provider, Map<String, List<String>> config) {
        return Map.of("name", provider, "providerId", provider, "config", config);
    }

    private static String rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            String der = Base64.getMimeEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + der + "\n-----END PRIVATE KEY-----";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
