package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceTag;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.dto.OTPCredentialData;
import org.keycloak.util.JsonSerialization;

/**
 * The MFA devices of a whole realm, for lists and reports. Whoever asks for them makes sure with {@link MissingRows} that
 * devices from before are among them.
 */
public final class RealmDevices {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final DeviceCatalog catalog;

    public RealmDevices(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.catalog = new DeviceCatalog(session, realm.getId());
    }

    /** The user who owns a device; the id may be any text without control characters. */
    public Optional<UserModel> owner(String deviceId) {
        return catalog.owner(deviceId)
                .map(userId -> session.users().getUserById(realm, userId))
                .filter(user ->
                        new MfaDevices(session, realm, user).find(deviceId).isPresent());
    }

    /**
     * A page of devices in a stable order: by user id, then by device id.
     *
     * @param after the device after which the page begins, or null for the first page; it need not exist any more
     * @param first how many devices to pass over; takes time in proportion, while {@code after} takes none
     * @param max how many at most
     */
    public List<RealmDevice> page(DeviceFilter filter, DevicePlace after, int first, int max) {
        String named = filter.search() == null || filter.search().contains("*")
                ? null
                : Optional.ofNullable(session.users().getUserByUsername(realm, filter.search()))
                        .map(UserModel::getId)
                        .orElse(null);
        CatalogFilter query = new CatalogFilter(
                filter.userId() == null ? List.of() : List.of(filter.userId()),
                filter.namePattern(),
                named,
                filter.kind(),
                filter.tagReadings(),
                filter.lastUsedBefore() == null ? null : filter.lastUsedBefore().toEpochMilli(),
                false);
        return describe(catalog.page(query, position(after), first, max));
    }

    /** All devices of some users, of which there may be no more than a few hundred. */
    public Map<String, List<RealmDevice>> ofUsers(Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Map.of();
        }
        CatalogFilter query = new CatalogFilter(userIds, null, null, null, List.of(), null, false);
        return describe(catalog.page(query, null, 0, Integer.MAX_VALUE)).stream()
                .collect(Collectors.groupingBy(RealmDevice::userId));
    }

    /** A page of the devices of users who are not in Keycloak's own table. */
    public List<RealmDevice> ofForeignUsers(DevicePlace after, int max) {
        CatalogFilter query = new CatalogFilter(List.of(), null, null, null, List.of(), null, true);
        return describe(catalog.page(query, position(after), 0, max));
    }

    /**
     * A page of the users in Keycloak's own table, without those of service accounts, in the order of their names.
     *
     * @param withoutDevice only those who own no device
     * @param after the username after which the page begins, or null for the first page
     */
    public List<RealmUser> users(boolean withoutDevice, String after, int first, int max) {
        return catalog.users(withoutDevice, after, first, max).stream()
                .map(user -> new RealmUser(user.id(), user.username(), user.enabled()))
                .toList();
    }

    /** Counts everything. */
    public DeviceCounts count() {
        List<DeviceCatalog.UsersByDevices> owners = catalog.usersByDevices();
        long local = owners.stream()
                .filter(DeviceCatalog.UsersByDevices::local)
                .mapToLong(DeviceCatalog.UsersByDevices::users)
                .sum();
        long all =
                owners.stream().mapToLong(DeviceCatalog.UsersByDevices::users).sum();
        long one = owners.stream()
                .filter(group -> group.devices() == 1)
                .mapToLong(DeviceCatalog.UsersByDevices::users)
                .sum();
        return new DeviceCounts(
                Math.max(0, catalog.localUsers() - local),
                one,
                all - one,
                owners.stream()
                        .mapToInt(DeviceCatalog.UsersByDevices::devices)
                        .max()
                        .orElse(0),
                catalog.devicesByKind());
    }

    /** How many devices were last used before a moment, or never. */
    public long countUsedBefore(Instant moment) {
        return catalog.devicesUsedBefore(moment.toEpochMilli());
    }

    private static DevicePosition position(DevicePlace place) {
        return place == null ? null : new DevicePosition(place.userId(), place.deviceId());
    }

    private List<RealmDevice> describe(List<CatalogEntry> entries) {
        Map<DevicePosition, List<DeviceTag>> tags = catalog.tags(
                entries.stream().map(CatalogEntry::userId).distinct().toList());
        return entries.stream()
                .map(entry -> new RealmDevice(
                        describe(entry),
                        entry.userId(),
                        username(entry),
                        DeviceTags.toMap(tags.getOrDefault(
                                new DevicePosition(entry.userId(), entry.credentialId()), List.of()))))
                .toList();
    }

    private static MfaDevice describe(CatalogEntry entry) {
        return new MfaDevice(
                entry.credentialId(),
                entry.label().strip(),
                entry.kind(),
                Instant.ofEpochMilli(Objects.requireNonNullElse(entry.createdAt(), 0L)),
                entry.lastUsed() == DeviceRow.NEVER ? null : Instant.ofEpochMilli(entry.lastUsed()),
                entry.clockDrift() == 0 ? 0 : (long) entry.clockDrift() * period(entry),
                DeviceType.WEBAUTHN.id().equals(entry.kind())
                        ? MfaDevice.SecurityKey.read(entry.credentialId(), entry.credentialData())
                                .orElse(null)
                        : null);
    }

    private static int period(CatalogEntry entry) {
        try {
            return JsonSerialization.readValue(entry.credentialData(), OTPCredentialData.class)
                    .getPeriod();
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /** Keycloak's own table has the names of most; a storage has to be asked for the others'. */
    private String username(CatalogEntry entry) {
        if (entry.username() != null) {
            return entry.username();
        }
        UserModel user = session.users().getUserById(realm, entry.userId());
        return user == null ? "" : user.getUsername();
    }
}
