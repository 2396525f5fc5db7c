package io.iammfa.keycloak.seed;

import io.iammfa.keycloak.policy.MfaPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Seals and opens the seeds of a realm as its policy says, for the time of one request: AES-256-GCM (NIST SP 800-38D) with
 * a fresh nonce. Each key of the vault opens what it has sealed, and the one that the policy names seals.
 */
public final class Seeds {

    private static final Logger LOG = Logger.getLogger(Seeds.class);

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String realmId;
    private final String writingKey;
    private final SeedKeys keys;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Optional<SecretKey>> asked = new HashMap<>();

    /** @param writingKey the id of the key that seals, or empty where seeds are stored in clear */
    Seeds(String realmId, String writingKey, SeedKeys keys) {
        this.realmId = realmId;
        this.writingKey = writingKey;
        this.keys = keys;
    }

    public static Seeds of(KeycloakSession session, RealmModel realm) {
        return new Seeds(realm.getId(), MfaPolicy.of(realm).seedKey(), SeedKeys.inVault(session, realm));
    }

    /** Whether a text can name a key: 1 to 32 lower-case letters, digits and hyphens. */
    public static boolean isKeyId(String text) {
        return SealedSeed.KEY_ID.matcher(text).matches();
    }

    /** Whether the vault has a usable key of that id. */
    public boolean has(String keyId) {
        return key(keyId).isPresent();
    }

    /** The key that sealed a stored seed, or empty for one in clear. */
    public static Optional<String> keyOf(String stored) {
        return SealedSeed.read(stored).map(SealedSeed::keyId);
    }

    /**
     * What is stored of a seed: itself where the policy names no key.
     *
     * @param seed in whatever encoding, never read here
     * @throws MissingSeedKey where the policy's key is not to be had
     */
    public String seal(String seed, Place place) {
        if (writingKey.isEmpty()) {
            return seed;
        }
        SecretKey key = key(writingKey).orElseThrow(() -> {
            LOG.errorf("the seed of %s can't be stored: the vault has no usable mfa-seed-%s", place.id(), writingKey);
            return new MissingSeedKey(writingKey);
        });
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, key, nonce, place).doFinal(seed.getBytes(StandardCharsets.UTF_8));
            byte[] sealed = ByteBuffer.allocate(nonce.length + text.length)
                    .put(nonce)
                    .put(text)
                    .array();
            return new SealedSeed(writingKey, sealed).stored();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A stored seed in clear, or empty where its key is not to be had, or it was sealed for another place. */
    public Optional<String> open(String stored, Place place) {
        SealedSeed seed = SealedSeed.read(stored).orElse(null);
        if (seed == null) {
            return Optional.of(stored);
        }
        SecretKey key = key(seed.keyId()).orElse(null);
        if (key == null || seed.sealed().length <= NONCE_BYTES) {
            LOG.errorf("the seed of %s can't be read: the vault has no usable mfa-seed-%s", place.id(), seed.keyId());
            return Optional.empty();
        }
        ByteBuffer sealed = ByteBuffer.wrap(seed.sealed());
        byte[] nonce = new byte[NONCE_BYTES];
        sealed.get(nonce);
        byte[] text = new byte[sealed.remaining()];
        sealed.get(text);
        try {
            return Optional.of(
                    new String(cipher(Cipher.DECRYPT_MODE, key, nonce, place).doFinal(text), StandardCharsets.UTF_8));
        } catch (AEADBadTagException changed) {
            LOG.errorf(
                    "the seed of %s can't be read: it was changed, is not the one of this place, or mfa-seed-%s is another"
                            + " key by now",
                    place.id(), seed.keyId());
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A stored seed in clear, where there is no going on without it.
     *
     * @throws MissingSeedKey where it can't be read
     */
    public String opened(String stored, Place place) {
        return open(stored, place)
                .orElseThrow(() -> new MissingSeedKey(keyOf(stored).orElse("")));
    }

    /**
     * What is to be stored now in place of what is stored: the same where it is so already, empty where it can't be read.
     *
     * @throws MissingSeedKey where the policy's key is not to be had
     */
    public Optional<String> renew(String stored, Place place) {
        return keyOf(stored).orElse("").equals(writingKey)
                ? Optional.of(stored)
                : open(stored, place).map(seed -> seal(seed, place));
    }

    private Optional<SecretKey> key(String keyId) {
        // what can't be read back would seal for good
        return isKeyId(keyId) ? asked.computeIfAbsent(keyId, keys::find) : Optional.empty();
    }

    private Cipher cipher(int mode, SecretKey key, byte[] nonce, Place place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.in(realmId));
        return cipher;
    }
}
