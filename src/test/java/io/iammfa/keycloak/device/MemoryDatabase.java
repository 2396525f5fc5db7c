package io.iammfa.keycloak.device;

import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.seed.TestSeeds;
import io.iammfa.keycloak.store.ChangeRow;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceTag;
import io.iammfa.keycloak.store.OwnerRow;
import io.iammfa.keycloak.store.TokenRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.keycloak.credential.CredentialModel;

/** What a database holds of one user: what was committed, and the lock of the owner's row. */
final class MemoryDatabase {

    private final ReentrantLock ownerLock = new ReentrantLock();
    private State committed = new State();

    /** Whose devices these are. */
    static final String USER = "user";

    /** How seeds are stored. */
    Seeds seeds = TestSeeds.clear();

    /** What stands in the tables. */
    static final class State {

        OwnerRow owner = OwnerRow.NEW;
        final List<CredentialModel> credentials = new ArrayList<>();
        final Map<String, DeviceRow> rows = new LinkedHashMap<>();
        final Map<String, Map<String, DeviceTag>> tags = new LinkedHashMap<>();
        final Map<String, ChangeRow> changes = new LinkedHashMap<>();
        final Map<String, TokenRow> tokens = new LinkedHashMap<>();

        State copy() {
            State copy = new State();
            copy.owner = owner;
            credentials.forEach(credential -> copy.credentials.add(copyOf(credential)));
            copy.rows.putAll(rows);
            copy.changes.putAll(changes);
            copy.tokens.putAll(tokens);
            tags.forEach((id, of) -> copy.tags.put(id, new TreeMap<>(of)));
            return copy;
        }

        CredentialModel credential(String id) {
            return credentials.stream()
                    .filter(credential -> credential.getId().equals(id))
                    .findFirst()
                    .orElse(null);
        }

        /** The unique indexes of the tables. */
        void check() {
            requireUnique(
                    "CREDENTIAL",
                    credentials.stream().map(CredentialModel::getId).toList());
            requireUnique(
                    "UK_MFA_DEVICE_SLOT",
                    rows.values().stream().map(DeviceRow::slot).toList());
            requireUnique(
                    "UK_MFA_DEVICE_NAME",
                    rows.values().stream().map(DeviceRow::nameKey).toList());
        }

        private static void requireUnique(String index, List<?> values) {
            if (values.stream().distinct().count() < values.size()) {
                throw new UniqueViolation(index);
            }
        }
    }

    /** What a database says where a unique index would hold a value twice. */
    static final class UniqueViolation extends RuntimeException {

        private static final long serialVersionUID = 1;

        UniqueViolation(String index) {
            super(index);
        }
    }

    /** What was committed by now. */
    synchronized State committed() {
        return committed.copy();
    }

    /** Writes and commits at once, or not at all. */
    synchronized void commit(List<Consumer<State>> writes) {
        State next = committed.copy();
        for (Consumer<State> write : writes) {
            write.accept(next);
        }
        next.check();
        committed = next;
    }

    /** A change by one of Keycloak's own paths, which know nothing of the owner's lock. */
    void stock(Consumer<State> change) {
        commit(List.of(change));
    }

    void lockOwner() {
        ownerLock.lock();
    }

    void unlockOwner() {
        ownerLock.unlock();
    }

    boolean isLocked() {
        return ownerLock.isLocked();
    }

    static CredentialModel copyOf(CredentialModel credential) {
        CredentialModel copy = new CredentialModel();
        copy.setId(credential.getId());
        copy.setType(credential.getType());
        copy.setUserLabel(credential.getUserLabel());
        copy.setCreatedDate(credential.getCreatedDate());
        copy.setSecretData(credential.getSecretData());
        copy.setCredentialData(credential.getCredentialData());
        return copy;
    }
}
