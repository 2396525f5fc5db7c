package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.MemoryDatabase.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.credential.CredentialModel;

/**
 * Long sequences of changes chosen by chance, by the user, by Keycloak's own paths and by requests that come to nothing. A
 * plain model says what each has to answer, and after each the whole state has to be sound.
 */
class RandomOperationsTest {

    private static final int LIMIT = 5;
    private static final int LOOK_AHEAD = 2;
    private static final List<String> NAMES = Arrays.asList("a", "A", " a ", "b", "B", "c", "d", "e", "f", "g", "h");

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser()
            .in(TestRealm.DEFAULT.maxDevices(LIMIT).lookAhead(LOOK_AHEAD).withoutFollowing());
    private final Map<String, App> apps = new HashMap<>();

    /** The last step or counter that was accepted of each app, or taken when it was assigned. */
    private final Map<String, Long> newest = new HashMap<>();

    private final Set<String> log = new HashSet<>();
    private Random random;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatever_happens_the_state_is_sound_and_every_answer_is_the_model_s(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 120; i++) {
            clock.passSteps(random.nextInt(3));
            clock.toBeginningOfStep();
            for (int stock = random.nextInt(6) - 2; stock > 0; stock--) {
                keycloakChanges();
            }
            String what = "seed " + seed + ", change " + i + ": " + userChanges();
            check(what);
        }
        assertTrue(
                log.containsAll(List.of("assign", "replace", "rename", "remove", "verify", "resync")), log.toString());
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private List<CredentialModel> owned() {
        return user.database.committed().credentials.stream()
                .filter(StoredDevice::isDevice)
                .toList();
    }

    private String anyId() {
        List<CredentialModel> owned = owned();
        return owned.isEmpty() || random.nextInt(8) == 0
                ? "unknown"
                : any(owned).getId();
    }

    private static boolean isTaken(List<CredentialModel> owned, String name, String exceptId) {
        return owned.stream()
                .filter(credential -> !credential.getId().equals(exceptId))
                .map(CredentialModel::getUserLabel)
                .filter(Objects::nonNull)
                .anyMatch(label -> label.strip().equalsIgnoreCase(name.strip()));
    }

    private App app() {
        TestRealm realm = random.nextInt(4) == 0 ? TestRealm.DEFAULT.counting(random.nextInt(50)) : TestRealm.DEFAULT;
        App app = new App(user.app().id(), NewDevice.under(realm.otp()));
        apps.put(app.id(), app);
        return app;
    }

    /** What Keycloak's own paths do, without a word and without a rule. */
    private void keycloakChanges() {
        String id = anyId();
        String name = random.nextInt(5) == 0 ? any(Arrays.asList("", null, "\u00a0")) : any(NAMES);
        switch (random.nextInt(7)) {
            case 0 -> {
                App app = app();
                CredentialModel credential = app.device()
                        .toCredential(
                                app.id(), new DeviceName("x"), app.device().counter(), UnaryOperator.identity());
                credential.setUserLabel(name);
                user.stock(credential);
            }
            case 1 -> {
                CredentialModel key = TestUser.key("a2V5");
                key.setUserLabel(name);
                user.stock(key);
            }
            case 2, 3 -> user.stockRemove(id);
            case 4 ->
                user.database.stock(state -> {
                    CredentialModel credential = state.credential(id);
                    if (credential != null) {
                        credential.setUserLabel(name);
                    }
                });
            case 5 -> user.database.stock(state -> Collections.shuffle(state.credentials, random));
            default -> user.database.stock(state -> Collections.reverse(state.credentials));
        }
    }

    private String userChanges() {
        boolean comesToNothing = random.nextInt(6) == 0;
        State before = user.database.committed();
        Map<String, Long> newestBefore = Map.copyOf(newest);
        String what;
        try (TestUser.Request request = user.open()) {
            what = userChanges(request.devices());
            if (comesToNothing) {
                newest.clear();
                newest.putAll(newestBefore);
            } else {
                request.commit();
            }
        }
        if (comesToNothing) {
            assertEquals(before.rows, user.database.committed().rows, what);
            assertEquals(before.owner, user.database.committed().owner, what);
        }
        user.reconcile();
        return what + (comesToNothing ? ", in vain" : "");
    }

    private String userChanges(MfaDevices devices) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> assign(devices, null);
            case 2 -> assign(devices, anyId());
            case 3 -> rename(devices, anyId(), any(NAMES));
            case 4 -> remove(devices, anyId());
            case 5 -> resync(devices, anyId());
            default -> verify(devices, anyId());
        };
    }

    private String assign(MfaDevices devices, String replacedId) {
        List<CredentialModel> owned = owned();
        App app = apps.isEmpty() || random.nextInt(4) > 0 ? app() : any(List.copyOf(apps.values()));
        String name = any(NAMES);
        long last = app.device().counts() ? app.device().counter() + 1L : app.step();
        Assigned result =
                devices.assign(app.pending(name), app.code(last - 1), app.code(last), replacedId, random.nextBoolean());
        String what = "assign " + app.id() + " as '" + name + "' for " + replacedId + ": " + result;
        if (owned.stream().anyMatch(credential -> credential.getId().equals(app.id()))) {
            assertTrue(result instanceof Assigned.Already, what);
        } else if (result instanceof Assigned.Done done) {
            assertTrue(!isTaken(owned, name, replacedId), what);
            assertTrue(replacedId != null || owned.size() < LIMIT, what);
            assertEquals(
                    replacedId, done.replaced() == null ? null : done.replaced().id(), what);
            newest.remove(String.valueOf(replacedId));
            newest.put(app.id(), last);
            log.add(replacedId == null ? "assign" : "replace");
        } else {
            switch (((Assigned.Refused) result).reason()) {
                case NAME_TAKEN -> assertTrue(isTaken(owned, name, replacedId), what);
                case LIMIT_REACHED -> assertTrue(replacedId == null && owned.size() >= LIMIT, what);
                case PROOF_MISSING -> assertTrue(!owned.isEmpty(), what);
                case NOTHING_TO_REPLACE -> assertEquals("unknown", replacedId, what);
                case CODES, TYPE_NOT_ALLOWED -> throw new AssertionError(what);
            }
        }
        return what;
    }

    private String rename(MfaDevices devices, String id, String name) {
        List<CredentialModel> owned = owned();
        Renamed result = devices.rename(id, new DeviceName(name));
        String what = "rename " + id + " to '" + name + "': " + result;
        if (id.equals("unknown")) {
            assertEquals(new Renamed.Refused(Renamed.Reason.NO_SUCH_DEVICE), result, what);
        } else if (isTaken(owned, name, id)) {
            assertEquals(new Renamed.Refused(Renamed.Reason.NAME_TAKEN), result, what);
        } else {
            assertEquals(name.strip(), ((Renamed.Done) result).device().name(), what);
            log.add("rename");
        }
        return what;
    }

    private String remove(MfaDevices devices, String id) {
        boolean removed = devices.remove(id).isPresent();
        assertEquals(!id.equals("unknown"), removed, "remove " + id);
        newest.remove(id);
        log.add(removed ? "remove" : "");
        return "remove " + id;
    }

    private String verify(MfaDevices devices, String id) {
        App app = apps.get(id);
        if (app == null) {
            assertTrue(devices.codes().verify(id, "12345678").isEmpty());
            return "verify " + id;
        }
        int ahead = random.nextInt(2 * LOOK_AHEAD + 3) - LOOK_AHEAD - 1;
        long last = newest.getOrDefault(id, app.device().counts() ? app.device().counter() - 1L : -1);
        long factor = Math.max(0, app.device().counts() ? last + 1 + ahead : app.step() + ahead);
        boolean right = factor > last
                && (app.device().counts() ? factor <= last + 1 + LOOK_AHEAD : Math.abs(ahead) <= LOOK_AHEAD);
        String what = "verify " + id + " with " + factor + " after " + last;
        assertEquals(right, devices.codes().verify(id, app.code(factor)).isPresent(), what);
        if (right) {
            newest.put(id, factor);
            log.add("verify");
        }
        return what;
    }

    private String resync(MfaDevices devices, String id) {
        App app = apps.get(id);
        if (app == null) {
            Resynced none = new Resynced.Refused(Resynced.Reason.NO_SUCH_DEVICE, null);
            assertEquals(none, devices.codes().resync(id, "12345678", "12345679", true), id);
            return "resync " + id;
        }
        long last = newest.getOrDefault(id, app.device().counts() ? app.device().counter() - 1L : -1);
        // within the ordinary window, so that the model needs no drift
        long two = app.device().counts() ? last + 2 + random.nextInt(3) : app.step() + random.nextInt(3) - 1;
        boolean right = two - 1 > last;
        String what = "resync " + id + " with " + two + " after " + last;
        Resynced result = devices.codes().resync(id, app.code(two - 1), app.code(two), true);
        assertEquals(right, result instanceof Resynced.Done, what + ": " + result);
        if (right) {
            newest.put(id, two);
            log.add("resync");
        }
        return what;
    }

    private void check(String what) {
        State state = user.database.committed();
        List<CredentialModel> owned = owned();
        Set<String> ids = owned.stream().map(CredentialModel::getId).collect(Collectors.toSet());
        assertEquals(ids, state.rows.keySet(), what);
        assertEquals(owned.size(), state.owner.devices(), what);
        assertTrue(ids.containsAll(state.tags.keySet()), what);
        newest.keySet().retainAll(ids);
        newest.forEach((id, step) -> assertTrue(state.rows.get(id).lastStep() >= step, what));
        List<String> keys = new ArrayList<>();
        for (CredentialModel credential : owned) {
            String name = DeviceName.key(Objects.requireNonNullElse(credential.getUserLabel(), ""));
            // the first of each name has it
            boolean named = credential.getUserLabel() != null
                    && !credential.getUserLabel().strip().isEmpty()
                    && !keys.contains(name);
            keys.add(name);
            assertTrue(!named || state.rows.get(credential.getId()).nameKey().equals(name), what);
        }
    }
}
