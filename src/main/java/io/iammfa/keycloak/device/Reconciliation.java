package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.keycloak.credential.CredentialModel;

/**
 * How the side table comes in line with the credentials, which others create, rename and delete too: a row whose
 * credential is gone goes, a credential without a row gets one, and a row says what the credential is and is called.
 *
 * @param devices all devices, each with the row that it shall have
 * @param before the rows of these devices as they are
 * @param gone the ids of rows without a credential
 * @param renamed the rows, as they were, of devices that somebody else gave another name
 */
record Reconciliation(List<StoredDevice> devices, List<DeviceRow> before, List<String> gone, List<DeviceRow> renamed) {

    static Reconciliation of(Collection<CredentialModel> credentials, List<DeviceRow> rows) {
        Map<String, DeviceRow> known =
                rows.stream().collect(Collectors.toMap(DeviceRow::credentialId, Function.identity()));
        List<StoredDevice> found = credentials.stream()
                .filter(StoredDevice::isDevice)
                .map(credential -> new StoredDevice(credential, known.get(credential.getId())))
                .toList();
        Set<String> present = found.stream().map(StoredDevice::id).collect(Collectors.toSet());
        List<DeviceRow> kept = rows.stream()
                .filter(row -> present.contains(row.credentialId()))
                .toList();
        Set<Integer> slots = kept.stream().map(DeviceRow::slot).collect(Collectors.toSet());
        Set<String> names = new HashSet<>();
        List<StoredDevice> devices = new ArrayList<>();
        List<DeviceRow> renamed = new ArrayList<>();
        for (StoredDevice device : found) {
            String nameKey = DeviceName.key(device.name());
            if (device.name().isEmpty() || !names.add(nameKey)) {
                nameKey = device.ownNameKey();
            }
            DeviceRow row = device.row() == null
                    ? device.newRow(freeSlot(slots), nameKey)
                    : device.row().described(device.kind(), nameKey, DeviceName.searchable(device.name()));
            slots.add(row.slot());
            if (device.row() != null && !row.searchName().equals(device.row().searchName())) {
                renamed.add(device.row());
            }
            devices.add(new StoredDevice(device.credential(), row));
        }
        List<String> gone = rows.stream()
                .map(DeviceRow::credentialId)
                .filter(id -> !present.contains(id))
                .toList();
        return new Reconciliation(devices, kept, gone, renamed);
    }

    /** The rows that are not as they shall be, new ones among them. */
    List<DeviceRow> changed() {
        Map<String, DeviceRow> known = known();
        return devices.stream()
                .map(StoredDevice::row)
                .filter(row -> !row.equals(known.get(row.credentialId())))
                .toList();
    }

    /** The rows of devices that change their names, under names of their own in between, where others change as well. */
    List<DeviceRow> swapped() {
        Map<String, DeviceRow> known = known();
        List<DeviceRow> moved = devices.stream()
                .filter(device -> known.containsKey(device.id())
                        && !known.get(device.id()).nameKey().equals(device.row().nameKey()))
                .map(device -> device.row()
                        .described(
                                device.row().kind(),
                                device.ownNameKey(),
                                device.row().searchName()))
                .toList();
        // also a new device may take a name that another gives up
        return changed().size() > 1 ? moved : List.of();
    }

    private Map<String, DeviceRow> known() {
        return before.stream().collect(Collectors.toMap(DeviceRow::credentialId, Function.identity()));
    }

    /** The lowest slot that is free. */
    static int freeSlot(Set<Integer> taken) {
        return IntStream.iterate(0, slot -> slot + 1)
                .filter(slot -> !taken.contains(slot))
                .findFirst()
                .orElseThrow();
    }
}
