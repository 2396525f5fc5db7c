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
            stored.keep("rename", deviceId, new KeptChange(renamed.name(), before, List.of()));
        }
        return done;
    }

    Optional<MfaDevice> remove(String deviceId) {
        stored.lock();
        Optional<StoredDevice> device = stored.find(deviceId);
        device.ifPresent(found -> stored.keep("remove", deviceId, KeptChange.removal(List.of(stored.take(found)))));
        return device.map(StoredDevice::describe);
    }

    List<MfaDevice> removeAll() {
        List<StoredDevice> all = stored.lock();
        stored.keep(
                "reset", null, KeptChange.removal(all.stream().map(stored::take).toList()));
        return all.stream().map(StoredDevice::describe).toList();
    }
}
