package io.iammfa.keycloak.seed;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.PolicySettings;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** The setting that names the key that seals seeds. */
public final class SeedKeySetting {

    private SeedKeySetting() {}

    /**
     * Refuses a key that could seal nothing, before anybody's device depends on it.
     *
     * @throws ValidationException unless the setting is empty, or names a usable key in the vault
     */
    public static void validate(KeycloakSession session, RealmModel realm, RequiredActionConfigModel model) {
        String value = model.getConfigValue(PolicySettings.SEED_KEY);
        if (value == null || value.isBlank()) {
            return;
        }
        String keyId = value.strip();
        if (!Seeds.isKeyId(keyId) || !Seeds.of(session, realm).has(keyId)) {
            throw new ValidationException(new ValidationError(
                    MfaPolicy.REQUIRED_ACTION, PolicySettings.SEED_KEY, "mfaSettingSeedKeyMissing"));
        }
    }
}
