package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.ChangeRow;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.Quarantine;
import io.iammfa.keycloak.store.TokenRow;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Takes back what was done to a user's devices, each change once and for as long as it is kept: an added device goes, a
 * removed or replaced one comes back, a new name goes back. An admin's reset stays: the devices may be in wrong hands.
 */
public final class Disavowal {

    /** How long a change can be taken back. */
    public static final Duration KEPT = Duration.ofDays(7);

    /** What became of a change that was taken back. */
    public enum Undone {
        /** The device that it added is gone, now or before. */
        DEVICE_GONE,
        /** What it removed is the user's again. */
        DEVICE_BACK,
        /** The device has the name that it had. */
        NAME_BACK,
        /** There was nothing to take back. */
        NOTHING,
        /** There is no place for what it removed; it can be taken back once there is. */
        NO_ROOM
    }

    private final StoredDevices stored;
    private final Rules rules;
    private final boolean federated;

    public Disavowal(KeycloakSession session, RealmModel realm, UserModel user) {
        this(StoredDevices.of(session, realm, user), Rules.of(realm, user), !StorageId.isLocalStorage(user.getId()));
    }

    Disavowal(StoredDevices stored, Rules rules, boolean federated) {
        this.stored = stored;
        this.rules = rules;
        this.federated = federated;
    }

    /** Keeps what was done to something else than a device: it can be disavowed as well, with nothing to take back. */
    public void keep(String operation, String id) {
        KeptChange.ADDITION.keep(stored.store(), operation, id);
    }

    /**
     * The last change of that kind, by the id under which it is kept.
     *
     * @param deviceId of that device, or else of several; null for several alone
     */
    public Optional<String> last(String operation, String deviceId) {
        return stored.store().quarantine().last(operation, deviceId);
    }

    /** Wipes what can't be taken back any more, of all realms. */
    public static void wipe(KeycloakSession session) {
        Quarantine.wipe(session, Time.currentTimeMillis() - KEPT.toMillis());
    }

    /** Whether a change can still be taken back; the id may be any text that the database can be asked for. */
    public boolean isOpen(String changeId) {
        return stored.store()
                .quarantine()
                .find(changeId)
                .filter(change -> !change.isDisavowed())
                .isPresent();
    }

    /**
     * Takes a change back.
     *
     * @return empty if it was taken back before, or is not kept any more
     */
    public Optional<Undone> undo(String changeId) {
        stored.lock();
        ChangeRow change = stored.store()
                .quarantine()
                .find(changeId)
                .filter(kept -> !kept.isDisavowed())
                .orElse(null);
        if (change == null) {
            return Optional.empty();
        }
        KeptChange content = KeptChange.deserialize(change.content());
        Undone undone =
                switch (change.operation()) {
                    case "assign" -> {
                        delete(change.credentialId());
                        yield Undone.DEVICE_GONE;
                    }
                    case "replace" -> {
                        delete(change.credentialId());
                        yield giveBack(content.removed().get(0));
                    }
                    case "remove" -> giveBack(content.removed().get(0));
                    case "rename" -> nameBack(change.credentialId(), content) ? Undone.NAME_BACK : Undone.NOTHING;
                    default -> Undone.NOTHING;
                };
        if (undone != Undone.NO_ROOM) {
            stored.store().quarantine().disavowed(changeId, Time.currentTimeMillis());
        }
        return Optional.of(undone);
    }

    private void delete(String deviceId) {
        stored.find(deviceId).ifPresent(stored::delete);
    }

    private boolean nameBack(String deviceId, KeptChange content) {
        StoredDevice device = stored.find(deviceId).orElse(null);
        return device != null
                && device.name().equals(content.name())
                && DeviceName.problem(content.previousName()) == null
                && !isTaken(content.previousName(), deviceId)
                && stored.rename(device, new DeviceName(content.previousName())).isPresent();
    }

    /** One that somebody else had added does not come back, in whichever order the changes are taken back. */
    private Undone giveBack(KeptDevice device) {
        if (stored.store().quarantine().isDisavowed(device.id())
                || stored.find(device.id()).isPresent()) {
            return Undone.NOTHING;
        }
        if (stored.read().size() >= rules.policy().maxDevices()) {
            return Undone.NO_ROOM;
        }
        String name = freeName(device.label());
        StoredDevice returned = new StoredDevice(device.credential(name), null);
        Set<Integer> slots =
                stored.read().stream().map(other -> other.row().slot()).collect(Collectors.toSet());
        int slot = slots.contains(device.row().slot())
                ? Reconciliation.freeSlot(slots)
                : device.row().slot();
        DeviceRow before = device.row();
        if (before.serial() != null) {
            TokenRow token = stored.store().tokens().take(before.serial()).orElse(null);
            if (token == null) {
                // somebody else has it by now, or nobody may
                return Undone.NOTHING;
            }
            before = before.merged(token.drift(), token.watermark(), before.lastUsed());
            stored.store().tokens().activate(token, device.id());
        }
        DeviceRow row = before.inSlot(slot)
                .described(
                        device.row().kind(),
                        DeviceName.problem(name) == null ? DeviceName.key(name) : returned.ownNameKey(),
                        DeviceName.searchable(returned.name()));
        stored.add(returned.credential(), row);
        DeviceTags.ofMap(device.tags()).forEach(tag -> stored.store().tag(device.id(), tag));
        return Undone.DEVICE_BACK;
    }

    /** The name that the device had, or the first like it that is free. */
    private String freeName(String label) {
        if (DeviceName.problem(label) != null) {
            return label;
        }
        return Stream.concat(
                        Stream.of(label),
                        IntStream.range(2, 100).mapToObj(number -> numbered(label.strip(), " (" + number + ")")))
                .filter(name -> !isTaken(name, null))
                .findFirst()
                .orElseThrow();
    }

    private static String numbered(String name, String number) {
        int end = Math.min(
                name.length(),
                name.offsetByCodePoints(
                        0, Math.min(name.codePointCount(0, name.length()), DeviceName.MAX_LENGTH - number.length())));
        return name.substring(0, end) + number;
    }

    private boolean isTaken(String name, String exceptId) {
        return stored.isTaken(new DeviceName(name), federated, exceptId);
    }
}
