package io.iammfa.keycloak.seed;

import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The keys that seal seeds. */
@FunctionalInterface
interface SeedKeys {

    Logger LOG = Logger.getLogger(SeedKeys.class);

    /** AES-256. */
    int KEY_BYTES = 32;

    /** The key of an id, or empty where it is not to be had. */
    Optional<SecretKey> find(String keyId);

    /** The keys in Keycloak's vault, under {@code mfa-seed-<key id>}: 32 bytes in base64. */
    static SeedKeys inVault(KeycloakSession session, RealmModel realm) {
        return keyId -> {
            // a vault belongs to the realm of the session that asks first
            try (KeycloakSession own = session.getKeycloakSessionFactory().create()) {
                own.getContext().setRealm(realm);
                return own.vault()
                        .getStringSecret("${vault.mfa-seed-" + keyId + "}")
                        .get()
                        .flatMap(text -> read(realm, keyId, text));
            }
        };
    }

    private static Optional<SecretKey> read(RealmModel realm, String keyId, String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.strip());
            if (key.length == KEY_BYTES) {
                return Optional.of(new SecretKeySpec(key, "AES"));
            }
        } catch (IllegalArgumentException notBase64) {
            LOG.debug("a key that is not base64", notBase64);
        }
        LOG.errorf("Realm '%s': the vault's mfa-seed-%s is not %d bytes in base64", realm.getName(), keyId, KEY_BYTES);
        return Optional.empty();
    }
}
