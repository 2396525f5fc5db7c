package io.iammfa.keycloak.device;

import java.util.List;
import java.util.Optional;

/** How devices are renamed and taken away, as {@link MfaDevices} describes it. */
final class Changes {

    private final MfaDevices devices;
    private final StoredDevices stored;

    Changes(MfaDevices devices, StoredDevices stored) {
        this.devices = devices;
        this.stored = stored;
    }

    Renamed rename(String deviceId, DeviceName name) {
        stored.lock();
        StoredDevice device = stored.find(deviceId).orElse(null);
        if (device == null) {
            return new Renamed.Refused(Renamed.Reason.NO_SUCH_DEVICE);
        }
        if (devices.owns(name, deviceId)) {
            return new Renamed.Refused(Renamed.Reason.NAME_TAKEN);
        }
        String before = device.name();
        StoredDevice renamed = stored.rename(device, name).orElse(null);
        if (renamed == null) {
            return new Renamed.Refused(Renamed.Reason.NO_SUCH_DEVICE);
        }
        Renamed.Done done = new Renamed.Done(renamed.describe(), before);
        if (done.isChange()) {
            new KeptChange(renamed.name(), before, List.of()).keep(stored.store(), "rename", deviceId);
        }
        return done;
    }

    Optional<MfaDevice> remove(String deviceId) {
        stored.lock();
        Optional<StoredDevice> device = stored.find(deviceId);
        device.ifPresent(found -> KeptChange.removal(stored.take(found)).keep(stored.store(), "remove", deviceId));
        return device.map(StoredDevice::describe);
    }

    List<MfaDevice> removeAll() {
        List<StoredDevice> all = List.copyOf(stored.lock());
        all.forEach(stored::delete);
        KeptChange.ADDITION.keep(stored.store(), "reset", null);
        return all.stream().map(StoredDevice::describe).toList();
    }
}
