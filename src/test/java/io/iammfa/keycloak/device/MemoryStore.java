package io.iammfa.keycloak.device;

import io.iammfa.keycloak.device.MemoryDatabase.State;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.store.ChangeRow;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceStore;
import io.iammfa.keycloak.store.DeviceTag;
import io.iammfa.keycloak.store.OwnerRow;
import io.iammfa.keycloak.store.Quarantine;
import io.iammfa.keycloak.store.TokenRow;
import io.iammfa.keycloak.store.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * One transaction at READ COMMITTED: it sees what others have committed and what it wrote itself, others see nothing of it
 * before it commits, and the owner's row is locked until it ends. As in Keycloak, a read before the lock may be of a cache.
 */
final class MemoryStore implements DeviceStore, AutoCloseable {

    private final MemoryDatabase database;
    private final boolean federated;
    private final boolean codesElsewhere;
    private final List<Consumer<State>> writes = new ArrayList<>();
    private State cache;
    private boolean locked;

    MemoryStore(MemoryDatabase database, boolean federated, boolean codesElsewhere) {
        this.database = database;
        this.federated = federated;
        this.codesElsewhere = codesElsewhere;
    }

    /** Credentials are read from here until the lock, however old it is. */
    MemoryStore cached(State outdated) {
        this.cache = outdated;
        return this;
    }

    private State view() {
        State view = database.committed();
        writes.forEach(write -> write.accept(view));
        return view;
    }

    private void write(Consumer<State> write) {
        if (!locked) {
            throw new IllegalStateException("written without the owner's lock");
        }
        writes.add(write);
    }

    /** Writes and sends it to the database at once, which checks its unique indexes. */
    private void flush(Consumer<State> write) {
        write(write);
        view().check();
    }

    @Override
    public Stored read() {
        State view = view();
        State credentials = cache == null || locked ? view : cache;
        return new Stored(OwnerRow.NEW, credentials.copy().credentials, List.copyOf(view.rows.values()));
    }

    @Override
    public Stored lock() {
        if (!locked) {
            database.lockOwner();
            locked = true;
        }
        State view = view();
        return new Stored(view.owner, view.credentials, List.copyOf(view.rows.values()));
    }

    @Override
    public OwnerRow owner() {
        return view().owner;
    }

    @Override
    public void save(OwnerRow owner) {
        write(state -> state.owner = owner);
    }

    @Override
    public void save(DeviceRow row) {
        // text arrives in UTF-8
        String searchName = new String(row.searchName().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        DeviceRow stored = row.described(row.kind(), row.nameKey(), searchName);
        flush(state -> state.rows.put(row.credentialId(), stored));
    }

    @Override
    public void forget(String credentialId) {
        flush(state -> {
            DeviceRow gone = state.rows.remove(credentialId);
            if (gone != null && gone.serial() != null) {
                state.tokens.computeIfPresent(TokenRow.fold(gone.serial()), (serial, token) -> token.measured(
                                gone.clockDrift(), gone.lastStep())
                        .in("returned", null, null));
            }
            state.tags.remove(credentialId);
        });
    }

    @Override
    public CredentialModel create(CredentialModel credential) {
        CredentialModel created = MemoryDatabase.copyOf(credential);
        if (created.getId() == null) {
            created.setId(KeycloakModelUtils.generateId());
        }
        requireFree(created);
        flush(state -> state.credentials.add(MemoryDatabase.copyOf(created)));
        return MemoryDatabase.copyOf(created);
    }

    /** Keycloak's own check: within a type, and for users of a storage across all types. */
    private void requireFree(CredentialModel credential) {
        String label = credential.getUserLabel();
        Stream<CredentialModel> others = view().credentials.stream()
                .filter(other -> !other.getId().equals(credential.getId()))
                .filter(other -> other.getUserLabel() != null)
                .filter(other -> federated || other.getType().equals(credential.getType()));
        if (label != null
                && others.anyMatch(other -> other.getUserLabel().trim().equalsIgnoreCase(label.trim()))) {
            throw new ModelDuplicateException("Device already exists with the same name");
        }
    }

    @Override
    public boolean remove(String credentialId) {
        boolean there = view().credential(credentialId) != null;
        write(state ->
                state.credentials.removeIf(credential -> credential.getId().equals(credentialId)));
        return there;
    }

    @Override
    public boolean label(String credentialId, String label) {
        CredentialModel credential = view().credential(credentialId);
        if (credential != null) {
            credential.setUserLabel(label);
            requireFree(credential);
        }
        change(credentialId, stored -> stored.setUserLabel(label));
        return credential != null;
    }

    @Override
    public void update(CredentialModel credential) {
        CredentialModel updated = MemoryDatabase.copyOf(credential);
        change(updated.getId(), stored -> {
            stored.setUserLabel(updated.getUserLabel());
            stored.setSecretData(updated.getSecretData());
            stored.setCredentialData(updated.getCredentialData());
        });
    }

    private void change(String credentialId, Consumer<CredentialModel> change) {
        write(state -> {
            CredentialModel stored = state.credential(credentialId);
            if (stored != null) {
                change.accept(stored);
            }
        });
    }

    @Override
    public List<DeviceTag> tags(String credentialId) {
        return view().tags.getOrDefault(credentialId, Map.of()).values().stream()
                .sorted(DeviceTag.ORDER)
                .toList();
    }

    @Override
    public void tag(String credentialId, DeviceTag tag) {
        write(state -> {
            if (!state.rows.containsKey(credentialId)) {
                throw new IllegalStateException("FK_MFA_DEVICE_TAG");
            }
            state.tags.computeIfAbsent(credentialId, id -> new TreeMap<>()).put(tag.keyDigest(), tag);
        });
        view();
    }

    @Override
    public void untag(String credentialId, String key) {
        write(state -> state.tags.getOrDefault(credentialId, new TreeMap<>()).remove(DeviceTag.keyDigest(key)));
    }

    @Override
    public Quarantine quarantine() {
        return new Quarantine() {
            @Override
            public void add(ChangeRow change) {
                write(state -> state.changes.put(change.id(), change));
            }

            @Override
            public Optional<ChangeRow> find(String changeId) {
                return Optional.ofNullable(view().changes.get(changeId));
            }

            @Override
            public Optional<String> last(String operation, String credentialId) {
                return view().changes.values().stream()
                        .filter(change -> change.operation().equals(operation)
                                && (change.credentialId() == null
                                        || change.credentialId().equals(credentialId)))
                        .max(Comparator.comparing(ChangeRow::madeAt))
                        .map(ChangeRow::id);
            }

            @Override
            public boolean isDisavowed(String credentialId) {
                return view().changes.values().stream()
                        .anyMatch(change -> credentialId.equals(change.credentialId())
                                && List.of("assign", "replace").contains(change.operation())
                                && change.isDisavowed());
            }

            @Override
            public void disavowed(String changeId, long moment) {
                write(state -> state.changes.computeIfPresent(
                        changeId,
                        (id, change) -> new ChangeRow(
                                id, change.operation(), change.credentialId(), change.madeAt(), moment, null)));
            }
        };
    }

    @Override
    public Seeds seeds() {
        return database.seeds;
    }

    @Override
    public String userId() {
        return MemoryDatabase.USER;
    }

    @Override
    public Tokens tokens() {
        return new Tokens() {
            @Override
            public Optional<TokenRow> take(String serial) {
                return Optional.ofNullable(view().tokens.get(TokenRow.fold(serial)))
                        .filter(token -> token.userId() == null);
            }

            @Override
            public void activate(TokenRow token, String credentialId) {
                write(state -> state.tokens.put(
                        TokenRow.fold(token.serial()), token.in("active", MemoryDatabase.USER, credentialId)));
            }
        };
    }

    @Override
    public boolean hasCodesElsewhere() {
        return codesElsewhere;
    }

    void commit() {
        try {
            database.commit(writes);
        } finally {
            end();
        }
    }

    /** Ends the transaction; what it wrote is lost unless it was committed. */
    @Override
    public void close() {
        end();
    }

    private void end() {
        writes.clear();
        if (locked) {
            locked = false;
            database.unlockOwner();
        }
    }
}
