package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceStore;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;

/** A user's devices in both places where they are stored: Keycloak's credentials and the side table. */
final class StoredDevices {

    /** A change that lost this often in a row has another reason than a race. */
    private static final int ATTEMPTS = 10;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final DeviceStore store;

    StoredDevices(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.store = new DeviceStore(session, realm.getId());
    }

    UserModel user() {
        return user;
    }

    DeviceStore store() {
        return store;
    }

    /** The devices as they are, in Keycloak's order; those that nothing was noted of yet have no row. */
    List<StoredDevice> read() {
        return read(store.rows(user.getId()));
    }

    /** How many devices there are, and under which names, without the side table. */
    List<StoredDevice> readCredentials() {
        return read(List.of());
    }

    private List<StoredDevice> read(List<DeviceRow> rows) {
        Map<String, DeviceRow> byId = rows.stream().collect(Collectors.toMap(DeviceRow::credentialId, row -> row));
        return credentials().stream()
                .map(credential -> new StoredDevice(credential, byId.get(credential.getId())))
                .toList();
    }

    /** The session goes on with the user as it read them, so after a change it needs another one to see that. */
    private List<CredentialModel> credentials() {
        return session.getAttribute(changed()) == null
                ? credentials(user)
                : KeycloakModelUtils.runJobInTransactionWithResult(
                        session.getKeycloakSessionFactory(), own -> credentials(uncachedUser(own, sameRealm(own))));
    }

    /**
     * Whether one of these devices has that name, or whatever else Keycloak would refuse the name for.
     *
     * @param owned as the change that asks sees them
     * @param exceptId a device that may have it, or null
     */
    boolean isTaken(List<StoredDevice> owned, DeviceName name, String exceptId) {
        // the store of federated users has one set of labels for credentials of all types
        Stream<CredentialModel> others = StorageId.isLocalStorage(user.getId())
                ? Stream.empty()
                : user.credentialManager().getStoredCredentialsStream().filter(credential -> owned.stream()
                        .noneMatch(device -> device.id().equals(credential.getId())));
        return Stream.concat(owned.stream().map(StoredDevice::credential), others)
                .filter(credential -> !credential.getId().equals(exceptId))
                .map(CredentialModel::getUserLabel)
                .filter(Objects::nonNull)
                .anyMatch(label -> DeviceName.same(label, name.value()));
    }

    private static List<CredentialModel> credentials(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsStream()
                .filter(credential ->
                        DeviceType.ofCredential(credential.getType()).isPresent())
                .toList();
    }

    private String changed() {
        return "mfa-devices-changed-" + user.getId();
    }

    /**
     * Brings the side table in line with the credentials, which others create, rename and delete too: a row whose
     * credential is gone frees its slot, a credential without a row gets one. Throws what the store throws when another
     * transaction does the same.
     */
    private List<StoredDevice> reconcile() {
        // the rows first: a device that is added in between lacks its row here, which ends in a conflict and another
        // try, while a row without its credential really is left over
        List<DeviceRow> rows = store.rows(user.getId());
        List<StoredDevice> devices = read(rows);
        Set<String> present = devices.stream().map(StoredDevice::id).collect(Collectors.toSet());
        for (DeviceRow row : rows) {
            if (!present.contains(row.credentialId())) {
                store.delete(user.getId(), row.credentialId());
            }
        }
        List<StoredDevice> renamed = new ArrayList<>();
        List<StoredDevice> added = new ArrayList<>();
        List<StoredDevice> reconciled = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (StoredDevice device : devices) {
            String nameKey = DeviceName.key(device.name());
            if (device.name().isEmpty() || !taken.add(nameKey)) {
                nameKey = device.ownNameKey();
            }
            String searchName = DeviceName.searchable(device.name());
            DeviceRow row = device.row() == null
                    ? device.newRow(freeSlot(Stream.concat(devices.stream(), reconciled.stream())), nameKey)
                    : device.row().named(nameKey, searchName);
            StoredDevice current = new StoredDevice(device.credential(), row);
            reconciled.add(current);
            if (device.row() == null) {
                added.add(current);
            } else if (!row.equals(device.row())) {
                renamed.add(current);
                // out of the way first, should two devices have swapped their names
                store.rename(user.getId(), device.id(), device.ownNameKey(), searchName);
            }
        }
        renamed.forEach(device -> store.rename(
                user.getId(), device.id(), device.row().nameKey(), device.row().searchName()));
        added.forEach(device -> store.insert(user.getId(), device.row()));
        return reconciled;
    }

    /**
     * The lowest free slot. Two transactions that see the same devices choose the same, and the database lets one
     * through.
     */
    static int freeSlot(Stream<StoredDevice> devices) {
        Set<Integer> taken = devices.map(StoredDevice::row)
                .filter(row -> row != null)
                .map(DeviceRow::slot)
                .collect(Collectors.toSet());
        return IntStream.iterate(0, slot -> slot + 1)
                .filter(slot -> !taken.contains(slot))
                .findFirst()
                .orElseThrow();
    }

    /** Another transaction was faster; the change has to look again. */
    static final class Overtaken extends ModelException {}

    /** The devices in line with each other, as one change sees them in its transaction. */
    record Change(StoredDevices devices, List<StoredDevice> owned) {}

    /** Runs a change on the user's devices as the database has them now, again where another change was faster. */
    <T> T change(Function<Change, T> change) {
        T result = inOwnTransaction(change);
        session.setAttribute(changed(), true);
        return result;
    }

    /** The devices after every one of them has got its row. */
    List<StoredDevice> readWithRows() {
        return inOwnTransaction(Change::owned);
    }

    private <T> T inOwnTransaction(Function<Change, T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), own -> {
                    RealmModel sameRealm = sameRealm(own);
                    StoredDevices devices = new StoredDevices(own, sameRealm, uncachedUser(own, sameRealm));
                    return change.apply(new Change(devices, devices.reconcile()));
                });
            } catch (ModelException | PersistenceException faster) {
                if (attempt == ATTEMPTS) {
                    throw faster;
                }
            }
        }
    }

    private RealmModel sameRealm(KeycloakSession own) {
        RealmModel sameRealm = own.realms().getRealm(realm.getId());
        own.getContext().setRealm(sameRealm);
        return sameRealm;
    }

    /** Keycloak caches users together with their credentials. */
    private UserModel uncachedUser(KeycloakSession own, RealmModel sameRealm) {
        UserCache cache = own.getProvider(UserCache.class);
        if (cache != null) {
            cache.evict(sameRealm, own.users().getUserById(sameRealm, user.getId()));
        }
        return own.users().getUserById(sameRealm, user.getId());
    }
}
