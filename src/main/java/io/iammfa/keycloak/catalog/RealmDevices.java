package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * The MFA devices of a whole realm, for lists and reports. Whoever asks for them makes sure with {@link MissingRows} that
 * devices from before are among them.
 */
public final class RealmDevices {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final DeviceCatalog catalog;
    private final DeviceReader reader;
    private final Owners owners;

    public RealmDevices(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.catalog = new DeviceCatalog(session, realm.getId());
        this.owners = new Owners(session, realm);
        this.reader = new DeviceReader(session, realm.getId(), owners);
    }

    /** The user who owns a device; the id may be any text without control characters. */
    public Optional<UserModel> owner(String deviceId) {
        return catalog.owner(deviceId).flatMap(owners::user).filter(user -> new MfaDevices(session, realm, user)
                .find(deviceId)
                .isPresent());
    }

    /** The same, whatever this node has in its cache; waits for changes of the user's devices. */
    public Optional<UserModel> ownerNow(String deviceId) {
        return catalog.owner(deviceId).flatMap(owners::user).filter(user -> {
            MfaDevices devices = new MfaDevices(session, realm, user);
            devices.lock();
            return devices.find(deviceId).isPresent();
        });
    }

    /** Whether a device is that of a user who is there, whatever this node has in its cache. */
    public boolean isThere(String deviceId) {
        return catalog.owner(deviceId).filter(this::hasUser).isPresent();
    }

    /** Whether a user is there, whatever this node has in its cache. */
    public boolean hasUser(String userId) {
        return StorageId.isLocalStorage(userId)
                ? catalog.hasUser(userId)
                : session.users().getUserById(realm, userId) != null;
    }

    /** The user of an id that a list has, or nobody while their storage can't be reached. */
    public Optional<UserModel> listed(String userId) {
        return owners.userIfReachable(userId);
    }

    /**
     * A page of devices in a stable order: by user id, then by device id.
     *
     * @param after the device after which the page begins, or null for the first page; it need not exist any more
     * @param first how many devices to pass over; takes time in proportion, while {@code after} takes none
     * @param max how many at most
     */
    public List<RealmDevice> page(DeviceFilter filter, DevicePlace after, int first, int max) {
        return page(filter.selection(realm.getId(), owners), after, first, max);
    }

    private List<RealmDevice> page(DeviceSelection selection, DevicePlace after, int first, int max) {
        return reader.read(after == null ? selection : selection.after(after), first, max);
    }

    /** A page of the states of all devices, in the same order. */
    public List<RealmDeviceState> states(DevicePlace after, int first, int max) {
        return reader.states(after, first, max);
    }

    /** All devices of some users, of which there may be no more than a few hundred. */
    public Map<String, List<RealmDevice>> ofUsers(Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Map.of();
        }
        DeviceSelection selection = new DeviceSelection(realm.getId()).ofUsers(userIds);
        return page(selection, null, 0, Integer.MAX_VALUE).stream().collect(Collectors.groupingBy(RealmDevice::userId));
    }

    /** A page of the devices of users who are not in Keycloak's own table. */
    public List<RealmDevice> ofForeignUsers(DevicePlace after, int max) {
        return page(new DeviceSelection(realm.getId()).ofForeignUsers(), after, 0, max);
    }

    /**
     * A page of the users in Keycloak's own table, without those of service accounts, in the order of their names.
     *
     * @param after the username after which the page begins, or null for the first page
     */
    public List<RealmUser> users(UserFilter filter, String after, int first, int max) {
        return catalog.users(filter, after, first, max);
    }

    /** Counts everything. */
    public DeviceCounts count() {
        UserCounts users = countUsers();
        return new DeviceCounts(
                users.none(), users.one(), users.more(), users.most(), catalog.devicesByKind(users.devices()));
    }

    /** Counts users alone, in two statements; in three where there are other storages. */
    public UserCounts countUsers() {
        List<DeviceCatalog.UsersByDevices> owners = catalog.usersByDevices();
        long all =
                owners.stream().mapToLong(DeviceCatalog.UsersByDevices::users).sum();
        long one = owners.stream()
                .filter(group -> group.devices() == 1)
                .mapToLong(DeviceCatalog.UsersByDevices::users)
                .sum();
        long foreign = new Storages(session, realm).all().findAny().isPresent() ? catalog.foreignOwners() : 0;
        return new UserCounts(
                Math.max(0, catalog.localUsers() - (all - foreign)),
                one,
                all - one,
                owners.stream()
                        .mapToInt(DeviceCatalog.UsersByDevices::devices)
                        .max()
                        .orElse(0),
                owners.stream()
                        .mapToLong(group -> group.devices() * group.users())
                        .sum());
    }

    /** How many devices have a clock that is further off than it should be. */
    public long countClocksOff() {
        return catalog.clocksOff(MfaDevice.MAX_DRIFT_STEPS);
    }

    /** How many devices were last used before a moment, or never. */
    public long countUsedBefore(Instant moment) {
        return catalog.devicesUsedBefore(moment.toEpochMilli());
    }
}
