package io.iammfa.keycloak.device;

import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceStore;
import io.iammfa.keycloak.store.JpaDeviceStore;
import io.iammfa.keycloak.store.OwnerRow;
import io.iammfa.keycloak.totp.OneTimePassword;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A user's devices in both places where they are stored, Keycloak's credentials and the side table, for the time of one
 * request: what was read is read again only after it was changed. A change begins with {@link #lock}.
 */
final class StoredDevices {

    private final DeviceStore store;
    private final DeviceNews news;

    private OwnerRow owner = OwnerRow.NEW;
    private boolean locked;
    private List<StoredDevice> devices;
    private List<CredentialModel> otherCredentials;

    /** @param news is told of what happens to devices by nobody's request */
    StoredDevices(DeviceStore store, DeviceNews news) {
        this.store = store;
        this.news = news;
    }

    static StoredDevices of(KeycloakSession session, RealmModel realm, UserModel user) {
        return new StoredDevices(new JpaDeviceStore(session, realm, user), DeviceNews.published(session, realm, user));
    }

    DeviceStore store() {
        return store;
    }

    /** The devices as they are, in Keycloak's order; those that nothing was noted of yet have no row. */
    List<StoredDevice> read() {
        if (devices == null) {
            DeviceStore.Stored stored = store.read();
            Map<String, DeviceRow> rows =
                    stored.rows().stream().collect(Collectors.toMap(DeviceRow::credentialId, Function.identity()));
            take(stored.credentials(), credential -> new StoredDevice(credential, rows.get(credential.getId())));
        }
        return devices;
    }

    /** The same for questions that need no row. */
    List<StoredDevice> withoutRows() {
        return devices != null
                ? devices
                : store.credentials().stream()
                        .filter(StoredDevice::isDevice)
                        .map(credential -> new StoredDevice(credential, null))
                        .toList();
    }

    Optional<StoredDevice> find(String deviceId) {
        return read().stream().filter(device -> device.id().equals(deviceId)).findFirst();
    }

    /** The devices, each with its row, once every other change of them has ended; none begins before this request ends. */
    List<StoredDevice> lock() {
        if (!locked || devices == null) {
            DeviceStore.Stored stored = store.lock();
            locked = true;
            owner = stored.owner();
            Reconciliation reconciled = Reconciliation.of(stored.credentials(), stored.rows());
            Map<String, DeviceRow> rows =
                    reconciled.devices().stream().collect(Collectors.toMap(StoredDevice::id, StoredDevice::row));
            take(stored.credentials(), credential -> new StoredDevice(credential, rows.get(credential.getId())));
            write(reconciled);
            count();
        }
        return devices;
    }

    private void take(List<CredentialModel> credentials, Function<CredentialModel, StoredDevice> describe) {
        Predicate<CredentialModel> isDevice = StoredDevice::isDevice;
        devices = credentials.stream().filter(isDevice).map(describe).toList();
        otherCredentials = credentials.stream().filter(isDevice.negate()).toList();
    }

    private void write(Reconciliation reconciled) {
        reconciled.gone().forEach(store::forget);
        // out of the way first, should two devices have swapped their names
        reconciled.swapped().forEach(store::save);
        reconciled.changed().forEach(store::save);
        for (DeviceRow before : reconciled.renamed()) {
            news.renamedElsewhere(find(before.credentialId()).orElseThrow().describe(), before.searchName());
        }
    }

    /** Keeps the number of devices with the user, for reports. */
    private void count() {
        if (owner.devices() != devices.size()) {
            save(owner.owning(devices.size()));
        }
    }

    /** What computes a device's codes, or empty where its seed can't be read. */
    Optional<OneTimePassword> password(StoredDevice device) {
        return device.codes().flatMap(codes -> codes.password(store.seeds(), place(device.id())));
    }

    /** Where the seed of a device of this user belongs. */
    Place place(String deviceId) {
        return Place.ofDevice(store.userId(), deviceId);
    }

    OwnerRow owner() {
        return owner;
    }

    void save(OwnerRow row) {
        if (!row.equals(owner)) {
            owner = row;
            store.save(row);
        }
    }

    /** Writes a device's row. */
    StoredDevice save(StoredDevice device, DeviceRow row) {
        store.save(row);
        StoredDevice saved = new StoredDevice(device.credential(), row);
        devices = devices.stream()
                .map(other -> other.id().equals(saved.id()) ? saved : other)
                .toList();
        return saved;
    }

    /** Adds a device: its row first, since that is where a name or slot that is taken shows. */
    StoredDevice add(CredentialModel credential, DeviceRow row) {
        store.save(row);
        StoredDevice added = new StoredDevice(store.create(credential), row);
        devices = Stream.concat(devices.stream(), Stream.of(added)).toList();
        count();
        return added;
    }

    /** Deletes a device, with its row and tags, and hands over what is needed to give it back. */
    KeptDevice take(StoredDevice device) {
        KeptDevice kept = KeptDevice.of(device, DeviceTags.toMap(store.tags(device.id())));
        delete(device);
        return kept;
    }

    DeviceNews news() {
        return news;
    }

    /** Deletes a device, with its row and tags. */
    void delete(StoredDevice device) {
        store.forget(device.id());
        store.remove(device.id());
        devices = devices.stream()
                .filter(other -> !other.id().equals(device.id()))
                .toList();
        count();
    }

    /**
     * Gives a device another name.
     *
     * @return the device, or empty if Keycloak's own paths have deleted it in the meantime
     */
    Optional<StoredDevice> rename(StoredDevice device, DeviceName name) {
        if (!store.label(device.id(), name.value())) {
            return Optional.empty();
        }
        device.credential().setUserLabel(name.value());
        return Optional.of(save(
                device,
                device.row()
                        .described(device.kind(), DeviceName.key(name.value()), DeviceName.searchable(name.value()))));
    }

    /**
     * Whether another device has that name, or whatever else Keycloak would refuse the name for.
     *
     * @param federated whether the user is of a storage: its credentials of all types share one set of labels
     * @param exceptId a device that may have it, or null
     */
    boolean isTaken(DeviceName name, boolean federated, String exceptId) {
        return Stream.concat(
                        read().stream().map(StoredDevice::credential),
                        federated ? otherCredentials.stream() : Stream.empty())
                .filter(credential -> !credential.getId().equals(exceptId))
                .map(CredentialModel::getUserLabel)
                .filter(Objects::nonNull)
                .anyMatch(label -> DeviceName.same(label, name.value()));
    }
}
