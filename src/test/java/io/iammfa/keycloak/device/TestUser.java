package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.iammfa.keycloak.store.DeviceRow;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** A user of a realm, whose devices are in memory; every request is a transaction of its own. */
final class TestUser {

    final MemoryDatabase database = new MemoryDatabase();

    /** Devices that others have renamed: what each was called in searches, and its name. */
    final List<String> renamedElsewhere = new CopyOnWriteArrayList<>();

    /** Devices whose owner was told that the clock is off. */
    final List<String> clocksOff = new CopyOnWriteArrayList<>();

    /** What was told to whoever counts. */
    final List<String> counted = new CopyOnWriteArrayList<>();

    private TestRealm realm;
    private Rules rules;
    private boolean federated;
    private boolean codesElsewhere;

    TestUser() {
        in(TestRealm.DEFAULT);
    }

    /** From now on the realm allows this. */
    TestUser in(TestRealm other) {
        realm = other;
        return under(other.rules());
    }

    TestUser under(Rules other) {
        rules = other;
        return this;
    }

    TestUser ofStorage() {
        federated = true;
        return this;
    }

    TestUser withCodesElsewhere() {
        codesElsewhere = true;
        return this;
    }

    /** A request that goes on until it is closed, and writes nothing unless it is committed. */
    record Request(
            MemoryStore store, MfaDevices devices, StockCredentials stock, Disavowal disavowal, TokenActivation tokens)
            implements AutoCloseable {

        void commit() {
            store.commit();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    Request open() {
        return open(new MemoryStore(database, federated, codesElsewhere));
    }

    /** A request of a node whose cache knows the credentials of another time. */
    Request open(MemoryDatabase.State outdated) {
        return open(new MemoryStore(database, federated, codesElsewhere).cached(outdated));
    }

    private Request open(MemoryStore store) {
        StoredDevices stored = new StoredDevices(store, new DeviceNews() {
            @Override
            public void renamedElsewhere(MfaDevice device, String before) {
                renamedElsewhere.add(before + " -> " + device.name());
            }

            @Override
            public void clockOff(MfaDevice device) {
                clocksOff.add(device.name());
            }

            @Override
            public void assigned(MfaDevice device) {
                counted.add("assigned " + Means.of(device).label());
            }

            @Override
            public void resynced(boolean done) {
                counted.add(done ? "resynced" : "not resynced");
            }

            @Override
            public void driftSeen(MfaDevice device, long steps) {
                counted.add("drift " + steps);
            }
        });
        return new Request(
                store,
                new MfaDevices(stored, rules, federated),
                new StockCredentials(stored),
                new Disavowal(stored, rules, federated),
                new TokenActivation(stored, rules, federated));
    }

    /** A request that is committed. */
    <T> T request(Function<MfaDevices, T> work) {
        try (Request request = open()) {
            T result = work.apply(request.devices());
            request.commit();
            return result;
        }
    }

    /** What becomes of the time without a device. */
    Standing deadline(Function<Deadline, Standing> what) {
        try (MemoryStore store = new MemoryStore(database, federated, codesElsewhere)) {
            Standing standing = what.apply(new Deadline(new StoredDevices(store, null), rules));
            store.commit();
            return standing;
        }
    }

    /** What a request finds. */
    boolean finds(Predicate<MfaDevices> question) {
        return request(question::test);
    }

    App app() {
        return new App(KeycloakModelUtils.generateId(), NewDevice.under(realm.otp()));
    }

    /** A new app under that name; the user has proved what is to be proved. */
    App assign(String name) {
        App app = app();
        assertInstanceOf(Assigned.Done.class, assign(app, name));
        return app;
    }

    /** An attempt with two codes that are right. */
    Assigned assign(App app, String name) {
        return assign(app, name, null, true);
    }

    Assigned assign(App app, String name, String replacedId, boolean proved) {
        long last = app.device().counts() ? app.device().counter() + 1L : app.step();
        return request(
                devices -> devices.assign(app.pending(name), app.code(last - 1), app.code(last), replacedId, proved));
    }

    Assigned assignKey(String name) {
        return request(devices -> devices.assign(key(name), new DeviceName(name), null, true));
    }

    /** A security key as Keycloak's registration makes it, known to browsers by this id. */
    static WebAuthnCredentialModel key(String credentialId) {
        return WebAuthnCredentialModel.create(
                "webauthn", null, "00000000-0000-0000-0000-000000000000", credentialId, null, "key", 0, "none");
    }

    /** An app that was there before this product, or came by Keycloak's own paths. */
    App stockApp(String name) {
        App app = app();
        CredentialModel credential = app.device()
                .toCredential(app.id(), new DeviceName("x"), app.device().counter(), UnaryOperator.identity());
        credential.setUserLabel(name);
        stock(credential);
        return app;
    }

    /** A credential that came by Keycloak's own paths. */
    String stock(CredentialModel credential) {
        if (credential.getId() == null) {
            credential.setId(KeycloakModelUtils.generateId());
        }
        database.stock(state -> state.credentials.add(MemoryDatabase.copyOf(credential)));
        return credential.getId();
    }

    void stockRename(String id, String name) {
        database.stock(state -> state.credential(id).setUserLabel(name));
    }

    void stockRemove(String id) {
        database.stock(state ->
                state.credentials.removeIf(credential -> credential.getId().equals(id)));
    }

    boolean verify(App app, String code) {
        return request(devices -> devices.codes().verify(app.id(), code)).isPresent();
    }

    /** Brings the side table in line. */
    void reconcile() {
        try (Request request = open()) {
            request.stock().reconcile();
            request.commit();
        }
    }

    DeviceRow row(String id) {
        return database.committed().rows.get(id);
    }

    List<String> names() {
        return request(MfaDevices::list).stream().map(MfaDevice::name).sorted().toList();
    }
}
