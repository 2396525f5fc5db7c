package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.seed.MissingSeedKey;
import io.iammfa.keycloak.seed.TestSeeds;
import io.iammfa.keycloak.store.ChangeRow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.credential.CredentialModel;

/** Devices whose seeds are stored under a key. */
class SealedDevicesTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    @BeforeEach
    void seedsAreSealed() {
        keys("k1", "k1");
    }

    private void keys(String writing, String... readable) {
        user.database.seeds = TestSeeds.of(writing, List.of(readable));
    }

    private String stored(App app) {
        return user.database.committed().credential(app.id()).getSecretData();
    }

    @ParameterizedTest
    @ValueSource(strings = {"totp", "hotp"})
    void a_device_is_stored_without_its_seed_and_is_a_device_like_the_others(String type) {
        user.in("hotp".equals(type) ? TestRealm.DEFAULT.counting(0) : TestRealm.DEFAULT);
        App app = user.assign("Phone");
        assertTrue(stored(app).startsWith("{\"value\":\"mfa1:k1:"), stored(app));
        assertFalse(stored(app).contains(app.device().secret()));
        long next = app.device().counts() ? app.device().counter() + 2L : app.step() + 1;
        assertTrue(user.verify(app, app.code(next)));
        assertFalse(user.verify(app, app.code(next)));
        assertEquals(type, user.database.committed().rows.get(app.id()).kind());
        assertTrue(stored(app).startsWith("{\"value\":\"mfa1:k1:"), stored(app));
    }

    @Test
    void without_its_key_a_device_shows_no_code_that_is_right_while_the_others_do() {
        user.in(TestRealm.DEFAULT.counting(0));
        App sealed = user.assign("Sealed");
        keys("", "k2");
        App clear = user.assign("Clear");
        assertFalse(user.verify(sealed, sealed.code(sealed.device().counter() + 2L)));
        assertTrue(user.verify(clear, clear.code(clear.device().counter() + 2L)));
        assertEquals(List.of("Clear", "Sealed"), user.names());
        assertEquals("hotp", user.database.committed().rows.get(sealed.id()).kind());
        keys("", "k1");
        assertTrue(user.verify(sealed, sealed.code(sealed.device().counter() + 2L)));
    }

    @Test
    void without_the_key_that_seals_no_device_is_assigned_and_nothing_is_stored() {
        keys("k2", "k1");
        App app = user.app();
        assertThrows(MissingSeedKey.class, () -> user.assign(app, "Phone"));
        assertEquals(List.of(), user.database.committed().credentials);
        assertTrue(user.database.committed().rows.isEmpty());
    }

    @Test
    void a_seed_that_was_moved_to_another_device_or_user_is_worth_nothing() {
        App mine = user.assign("Mine");
        App other = user.assign("Other");
        String moved = stored(mine);
        user.database.stock(state -> state.credential(other.id()).setSecretData(moved));
        assertFalse(user.verify(other, mine.codeIn(1)));
        assertFalse(user.verify(other, other.codeIn(1)));
        assertTrue(user.verify(mine, mine.codeIn(1)));
    }

    @Test
    void what_was_removed_is_kept_sealed_and_comes_back_in_use() {
        App app = user.assign("Phone");
        user.request(devices -> devices.remove(app.id()));
        ChangeRow removal = user.database.committed().changes.values().stream()
                .filter(change -> change.operation().equals("remove"))
                .findFirst()
                .orElseThrow();
        assertFalse(removal.content().contains(app.device().secret()));
        assertTrue(removal.content().contains("mfa1:k1:"));
        try (TestUser.Request request = user.open()) {
            assertEquals(
                    Optional.of(Disavowal.Undone.DEVICE_BACK),
                    request.disavowal().undo(removal.id()));
            request.commit();
        }
        assertTrue(user.verify(app, app.codeIn(1)));
    }

    @Test
    void what_was_kept_is_renewed_with_the_rest() {
        App app = user.assign("Phone");
        user.request(devices -> devices.remove(app.id()));
        String content = user.database.committed().changes.values().stream()
                .map(ChangeRow::content)
                .filter(kept -> kept.contains("mfa1:"))
                .findFirst()
                .orElseThrow();
        KeptSeeds kept = new KeptSeeds(MemoryDatabase.USER);
        assertEquals(List.of("k1"), kept.keys(content));
        keys("k2", "k1", "k2");
        String renewed = kept.renew(content, user.database.seeds).orElseThrow();
        assertEquals(List.of("k2"), kept.keys(renewed));
        keys("", "k2");
        String clear = kept.renew(renewed, user.database.seeds).orElseThrow();
        assertEquals(List.of(""), kept.keys(clear));
        assertTrue(clear.contains(app.device().secret()));
        keys("k3", "k3");
        assertEquals(Optional.empty(), kept.renew(renewed, user.database.seeds));
    }

    @Test
    void a_credential_in_clear_from_before_is_in_use_beside_sealed_ones() {
        App before = user.stockApp("Before");
        App after = user.assign("After");
        CredentialModel clear = user.database.committed().credential(before.id());
        assertTrue(clear.getSecretData().contains(before.device().secret()));
        assertTrue(user.verify(before, before.codeIn(1)));
        assertTrue(user.verify(after, after.codeIn(1)));
        assertInstanceOf(Resynced.Done.class, user.request(devices -> devices.codes()
                .resync(after.id(), after.codeIn(2), after.codeIn(3), false)));
    }
}
