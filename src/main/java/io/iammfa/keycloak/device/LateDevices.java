package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceStore;
import io.iammfa.keycloak.store.OwnerLots;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;

/**
 * The devices of many users that are not in the side table yet: those from before a realm opted in, and those that came by
 * Keycloak's own paths. A lot of users is one transaction, which waits for the users' own changes as these wait for it.
 */
public final class LateDevices {

    private static final int USERS_AT_ONCE = 500;

    private final OwnerLots lots;

    /** @param local whether the users are in Keycloak's own table, or in a storage that leaves their credentials to Keycloak */
    public LateDevices(KeycloakSession session, String realmId, boolean local) {
        this.lots = new OwnerLots(session, realmId, local);
    }

    /**
     * A lot of users whose devices are in the side table now.
     *
     * @param last the id of the last of them, or null if there was none left
     * @param devices how many devices were missing
     */
    public record Lot(String last, int devices) {}

    /**
     * Brings in the next lot.
     *
     * @param after the last user of the lot before; empty for the first
     */
    public Lot bringIn(String after) {
        List<String> users = lots.next(after, USERS_AT_ONCE);
        if (users.isEmpty()) {
            return new Lot(null, 0);
        }
        int found = lots.lock(users).entrySet().stream()
                .mapToInt(user -> bringIn(user.getKey(), user.getValue()))
                .sum();
        return new Lot(users.get(users.size() - 1), found);
    }

    private int bringIn(String userId, DeviceStore.Stored stored) {
        Reconciliation reconciled = Reconciliation.of(stored.credentials(), stored.rows());
        Set<String> known = stored.rows().stream().map(DeviceRow::credentialId).collect(Collectors.toSet());
        // what else is out of line waits for the user's own next change; a name that clashes with it gives way
        Set<String> names = stored.rows().stream().map(DeviceRow::nameKey).collect(Collectors.toSet());
        Set<Integer> slots = stored.rows().stream().map(DeviceRow::slot).collect(Collectors.toSet());
        List<DeviceRow> added = reconciled.devices().stream()
                .filter(device -> !known.contains(device.id()))
                .map(device -> {
                    int slot = Reconciliation.freeSlot(slots);
                    slots.add(slot);
                    return device.newRow(
                            slot,
                            names.contains(device.row().nameKey())
                                    ? device.ownNameKey()
                                    : device.row().nameKey());
                })
                .toList();
        lots.add(userId, added, stored.owner().owning(reconciled.devices().size()));
        return added.size();
    }
}
