package io.iammfa.keycloak.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {

    private static final String SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static final Place HERE = Place.ofDevice("user", "device");

    private final Seeds seeds = TestSeeds.of("k2", List.of("k1", "k2"));
    private final Seeds before = TestSeeds.of("k1", List.of("k1"));

    @Test
    void a_sealed_seed_opens_where_it_belongs_and_shows_nothing_of_itself() {
        String stored = seeds.seal(SEED, HERE);
        assertTrue(stored.startsWith("mfa1:k2:"), stored);
        assertFalse(stored.contains(SEED), stored);
        assertEquals(Optional.of(SEED), seeds.open(stored, HERE));
    }

    @Test
    void the_same_seed_is_never_sealed_alike() {
        assertNotEquals(seeds.seal(SEED, HERE), seeds.seal(SEED, HERE));
    }

    @Test
    void another_implementation_opens_it_from_the_description_alone() throws Exception {
        String[] parts = seeds.seal(SEED, HERE).split(":");
        byte[] sealed = Base64.getDecoder().decode(parts[2]);
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) "k2".hashCode());
        Cipher cipher = Cipher.getInstance("AES_256/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, Arrays.copyOf(sealed, 12)));
        cipher.updateAAD("realm\0user user\0device".getBytes(StandardCharsets.UTF_8));
        byte[] opened = cipher.doFinal(sealed, 12, sealed.length - 12);
        assertEquals(SEED, new String(opened, StandardCharsets.UTF_8));
    }

    private static Stream<Place> otherPlaces() {
        return Stream.of(
                Place.ofDevice("user", "another"),
                Place.ofDevice("another", "device"),
                Place.ofToken("device"),
                Place.ofDevice("", "user device"));
    }

    @ParameterizedTest
    @MethodSource("otherPlaces")
    void moved_to_another_row_it_does_not_open(Place elsewhere) {
        assertEquals(Optional.empty(), seeds.open(seeds.seal(SEED, HERE), elsewhere));
    }

    @Test
    void in_another_realm_it_does_not_open() {
        Seeds elsewhere = TestSeeds.of("another realm", "k2", List.of("k1", "k2"));
        assertEquals(Optional.empty(), elsewhere.open(seeds.seal(SEED, HERE), HERE));
    }

    @Test
    void a_single_bit_that_is_changed_is_noticed() {
        byte[] sealed = Base64.getDecoder().decode(seeds.seal(SEED, HERE).split(":")[2]);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            String stored = "mfa1:k2:" + Base64.getEncoder().encodeToString(changed);
            assertEquals(Optional.empty(), seeds.open(stored, HERE), "byte " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mfa1:k2:AAAA", "mfa1:k2:AAAAAAAAAAAAAAAA", "mfa1:k9:AAAAAAAAAAAAAAAA"})
    void what_is_too_short_or_of_no_key_opens_to_nothing(String stored) {
        assertEquals(Optional.empty(), seeds.open(stored, HERE));
        assertEquals(Optional.empty(), TestSeeds.of("k1", List.of("k1", "k2")).renew(stored, HERE));
    }

    @Test
    void keys_from_before_open_what_they_have_sealed_and_seal_nothing_new() {
        String old = before.seal(SEED, HERE);
        assertEquals(Optional.of(SEED), seeds.open(old, HERE));
        String renewed = seeds.renew(old, HERE).orElseThrow();
        assertEquals(Optional.of("k2"), Seeds.keyOf(renewed));
        assertEquals(Optional.of(SEED), seeds.open(renewed, HERE));
        assertEquals(Optional.of(renewed), seeds.renew(renewed, HERE));
    }

    @Test
    void without_a_key_in_the_policy_seeds_are_stored_in_clear_and_sealed_ones_still_open() {
        Seeds off = TestSeeds.of("", List.of("k1"));
        assertEquals(SEED, off.seal(SEED, HERE));
        assertEquals(Optional.of(SEED), off.open(before.seal(SEED, HERE), HERE));
        assertEquals(Optional.of(SEED), off.renew(before.seal(SEED, HERE), HERE));
        assertEquals(Optional.of(SEED), off.renew(SEED, HERE));
    }

    @Test
    void a_missing_key_seals_nothing_rather_than_storing_in_clear() {
        Seeds missing = TestSeeds.of("k3", List.of("k1"));
        assertThrows(MissingSeedKey.class, () -> missing.seal(SEED, HERE));
        assertThrows(MissingSeedKey.class, () -> missing.renew(SEED, HERE));
        assertEquals(Optional.empty(), missing.open(seeds.seal(SEED, HERE), HERE));
        assertThrows(MissingSeedKey.class, () -> missing.opened(seeds.seal(SEED, HERE), HERE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"K1", "prod_2026", "' or '1' = '1"})
    void a_policy_that_names_no_key_seals_nothing_though_the_vault_has_something_of_that_name(String keyId) {
        Seeds wrong = TestSeeds.of(keyId, List.of(keyId));
        assertFalse(wrong.has(keyId));
        assertThrows(MissingSeedKey.class, () -> wrong.seal(SEED, HERE));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "{}", "not json", "{\"value\":null}", "{\"value\":\"x\",\"more\":1}", "[]"})
    void secret_data_that_is_none_of_keycloak_s_has_no_seed_and_is_left_alone(String secretData) {
        assertEquals(Optional.empty(), OtpSecret.seed(secretData));
        assertEquals(Optional.empty(), OtpSecret.rewrite(secretData, seed -> seeds.renew(seed, HERE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K1", "k_1", "-k1", "k1.", "k/1", "../k1", "abcdefghijklmnopqrstuvwxyz0123456"})
    void what_could_name_something_else_in_the_vault_is_no_key(String text) {
        assertFalse(Seeds.isKeyId(text));
        assertEquals(Optional.empty(), Seeds.keyOf("mfa1:" + text + ":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    }
}
