package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceStore;
import io.iammfa.keycloak.store.DeviceTag;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The MFA devices of one user: the rules of assigning and changing them. Ids may be any text: one that is not of this
 * user's devices finds nothing. {@link DeviceCodes} accepts what the devices show.
 *
 * <p>A change that may lose a race (a slot, a name, a device) runs in a transaction of its own, which is repeated when
 * another one was faster; what comes back then is the ordinary refusal.
 */
public final class MfaDevices {

    private final RealmModel realm;
    private final UserModel user;
    private final MfaPolicy policy;
    private final StoredDevices stored;

    public MfaDevices(KeycloakSession session, RealmModel realm, UserModel user) {
        this.realm = realm;
        this.user = user;
        this.policy = MfaPolicy.of(realm);
        this.stored = new StoredDevices(session, realm, user);
    }

    /** The user's devices, the last used first, then the newest. */
    public List<MfaDevice> list() {
        return stored.read().stream()
                .map(StoredDevice::describe)
                .sorted(Comparator.comparing(MfaDevice::lastUsedAt, Comparator.nullsLast(Comparator.reverseOrder()))
                        .thenComparing(MfaDevice::createdAt, Comparator.reverseOrder()))
                .toList();
    }

    /** One of the user's devices. */
    public Optional<MfaDevice> find(String deviceId) {
        return stored.read().stream()
                .filter(device -> device.id().equals(deviceId))
                .map(StoredDevice::describe)
                .findFirst();
    }

    /** Whether the user owns any device. */
    public boolean any() {
        return !stored.readCredentials().isEmpty();
    }

    /** Whether the user has codes to type: of an authenticator app, or some that a user storage checks. */
    public boolean haveCodes() {
        return stored.readCredentials().stream()
                        .anyMatch(device -> !device.describe().isKey())
                || user.credentialManager()
                        .getConfiguredUserStorageCredentialTypesStream()
                        .anyMatch(OTPCredentialModel.TYPE::equals);
    }

    /** Whether the user owns as many devices as the realm allows, or more from before. */
    public boolean isFull() {
        return stored.readCredentials().size() >= policy.maxDevices();
    }

    /**
     * Whether the user owns a device of that name.
     *
     * @param exceptId a device that may have it, or null
     */
    public boolean owns(DeviceName name, String exceptId) {
        return stored.isTaken(stored.readCredentials(), name, exceptId);
    }

    /**
     * Makes a new device the user's, if its two codes are consecutive and lie in the sync window. IAM: EnableMFADevice.
     *
     * @param code1 digits only, as many as the device shows
     * @param code2 digits only, as many as the device shows
     * @param replacedId the device whose place, slot and tags it takes, also at the limit, or null for none
     * @param proved whether the user has proved a device, or an admin acts; without it only a first device is assigned
     */
    public Assigned assign(
            NewDevice device, DeviceName name, String code1, String code2, String replacedId, boolean proved) {
        return assign(
                new Pending(KeycloakModelUtils.generateId(), device, name, Map.of()), code1, code2, replacedId, proved);
    }

    /**
     * Makes the device that an admin prepared the user's, under the id that it has had since then. Of several calls for
     * one pending device one alone succeeds, and the others find it among the user's devices. IAM: EnableMFADevice.
     *
     * @param code1 digits only, as many as the device shows
     * @param code2 digits only, as many as the device shows
     * @param proved whether an admin acts for somebody else, or has proved a device of their own; without it only a first
     *     device is enabled
     */
    public Assigned enable(Pending pending, String code1, String code2, boolean proved) {
        return assign(pending, code1, code2, null, proved);
    }

    private Assigned assign(Pending pending, String code1, String code2, String replacedId, boolean proved) {
        NewDevice device = pending.device();
        CodeCheck check = new CodeCheck(realm.getOTPPolicy(), policy, Time.currentTime());
        ConsecutiveCodes.Outcome outcome = check.of(device, code1, code2);
        if (!(outcome instanceof ConsecutiveCodes.Outcome.Accepted accepted)) {
            return new Assigned.CodesRefused(outcome);
        }
        int drift = device.counts() ? 0 : check.drift(accepted.factor(), device.period());
        CredentialModel credential =
                device.toCredential(pending.id(), pending.name(), device.counts() ? (int) accepted.factor() + 1 : 0);
        return assign(
                new Newcomer(credential, device.type(), drift, accepted.factor(), pending.tags()),
                pending.name(),
                replacedId,
                proved);
    }

    /**
     * Makes a security key or passkey the user's, which Keycloak has verified. IAM: EnableMFADevice.
     *
     * @param key the stock credential as Keycloak would store it; it gets the name as its label
     * @param replacedId the device whose place, slot and tags it takes, also at the limit, or null for none
     * @param proved whether the user has proved a device; without it only a first device is assigned
     */
    public Assigned assign(WebAuthnCredentialModel key, DeviceName name, String replacedId, boolean proved) {
        key.setId(KeycloakModelUtils.generateId());
        key.setUserLabel(name.value());
        return assign(
                new Newcomer(key, DeviceType.WEBAUTHN.id(), 0, DeviceRow.UNUSED, Map.of()), name, replacedId, proved);
    }

    /**
     * A device that has passed its own test and waits to be let in.
     *
     * @param credential what is to be stored, under the id that it has already
     * @param kind as in {@link DeviceRow}
     * @param drift in time steps
     * @param lastStep the watermark
     * @param tags what it gets where it replaces no other device
     */
    private record Newcomer(
            CredentialModel credential, String kind, int drift, long lastStep, Map<String, String> tags) {}

    private Assigned assign(Newcomer newcomer, DeviceName name, String replacedId, boolean proved) {
        DeviceType type =
                DeviceType.ofCredential(newcomer.credential().getType()).orElseThrow();
        if (!policy.deviceTypes().contains(type)) {
            return new Assigned.TypeNotAllowed();
        }
        return stored.change(change -> {
            if (owned(change, newcomer.credential().getId()).isPresent()) {
                return new Assigned.Already();
            }
            if (policy.proofRequired() && !proved && !change.owned().isEmpty()) {
                return new Assigned.ProofMissing();
            }
            StoredDevice replaced = owned(change, replacedId).orElse(null);
            if (replacedId != null && replaced == null) {
                return new Assigned.NothingToReplace();
            }
            if (change.devices().isTaken(change.owned(), name, replacedId)) {
                return new Assigned.NameTaken();
            }
            if (replaced == null && change.owned().size() >= policy.maxDevices()) {
                return new Assigned.LimitReached(policy.maxDevices());
            }
            return add(change, newcomer, name, replaced);
        });
    }

    private static Assigned add(
            StoredDevices.Change change, Newcomer newcomer, DeviceName name, StoredDevice replaced) {
        UserModel owner = change.devices().user();
        int slot = replaced == null
                ? StoredDevices.freeSlot(change.owned().stream())
                : replaced.row().slot();
        List<DeviceTag> tags = replaced == null
                ? DeviceTags.ofMap(newcomer.tags())
                : change.devices().store().tags(owner.getId(), replaced.id());
        if (replaced != null) {
            delete(change, replaced);
        }
        CredentialModel credential = newcomer.credential();
        DeviceRow row = new DeviceRow(
                credential.getId(),
                newcomer.kind(),
                slot,
                DeviceName.key(name.value()),
                DeviceName.searchable(name.value()),
                newcomer.drift(),
                newcomer.lastStep(),
                DeviceRow.NEVER);
        // the row first: what others add gets one when it is stored
        change.devices().store().insert(owner.getId(), row);
        CredentialModel created = owner.credentialManager().createStoredCredential(credential);
        tags.forEach(tag -> change.devices().store().tag(owner.getId(), created.getId(), tag));
        return new Assigned.Done(
                new StoredDevice(created, row).describe(), replaced == null ? null : replaced.describe());
    }

    /** Gives a device another name. */
    public Renamed rename(String deviceId, DeviceName name) {
        return stored.change(change -> {
            StoredDevice device = owned(change, deviceId).orElse(null);
            if (device == null) {
                return new Renamed.NoSuchDevice();
            }
            if (change.devices().isTaken(change.owned(), name, deviceId)) {
                return new Renamed.NameTaken();
            }
            UserModel owner = change.devices().user();
            String before = device.name();
            owner.credentialManager().updateCredentialLabel(deviceId, name.value());
            change.devices()
                    .store()
                    .rename(owner.getId(), deviceId, DeviceName.key(name.value()), DeviceName.searchable(name.value()));
            device.credential().setUserLabel(name.value());
            return new Renamed.Done(device.describe(), before);
        });
    }

    /**
     * Takes a device from the user. IAM: DeactivateMFADevice, DeleteVirtualMFADevice.
     *
     * @return the device as it was, or empty if it is not the user's, or no longer
     */
    public Optional<MfaDevice> remove(String deviceId) {
        return stored.change(change -> {
            Optional<StoredDevice> device = owned(change, deviceId);
            device.ifPresent(present -> delete(change, present));
            return device.map(StoredDevice::describe);
        });
    }

    private static void delete(StoredDevices.Change change, StoredDevice device) {
        UserModel owner = change.devices().user();
        // the row decides which of two transactions takes the device away
        if (!change.devices().store().delete(owner.getId(), device.id())
                || !owner.credentialManager().removeStoredCredentialById(device.id())) {
            throw new StoredDevices.Overtaken();
        }
    }

    private static Optional<StoredDevice> owned(StoredDevices.Change change, String deviceId) {
        return change.owned().stream()
                .filter(device -> device.id().equals(deviceId))
                .findFirst();
    }

    /** The tags of one of the user's devices, in the order of their keys. IAM: ListMFADeviceTags. */
    public Optional<Map<String, String>> tags(String deviceId) {
        return find(deviceId).map(device -> DeviceTags.toMap(stored.store().tags(user.getId(), deviceId)));
    }

    /**
     * Gives a device tags; one that it has under the same key, without regard to case, is replaced. IAM: TagMFADevice.
     *
     * @param tags keys and values that {@link DeviceTags} lets pass
     */
    public Tagged tag(String deviceId, Map<String, String> tags) {
        return changeTags(deviceId, (store, device) -> {
            DeviceTags.ofMap(tags).forEach(tag -> store.tag(user.getId(), device.id(), tag));
            if (store.tags(user.getId(), device.id()).size() > DeviceTags.MAX_TAGS) {
                throw new TooManyTags();
            }
        });
    }

    /** Takes tags from a device; keys that it does not have change nothing. IAM: UntagMFADevice. */
    public Tagged untag(String deviceId, Collection<String> keys) {
        return changeTags(
                deviceId, (store, device) -> keys.forEach(key -> store.untag(user.getId(), device.id(), key)));
    }

    /** Changes of one device's tags come one after the other, so that the limit holds. */
    private Tagged changeTags(String deviceId, BiConsumer<DeviceStore, StoredDevice> work) {
        try {
            return stored.change(change -> {
                DeviceStore store = change.devices().store();
                StoredDevice device = owned(change, deviceId).orElse(null);
                if (device == null || !store.lock(user.getId(), deviceId)) {
                    return new Tagged.NoSuchDevice();
                }
                work.accept(store, device);
                return new Tagged.Done(device.describe(), DeviceTags.toMap(store.tags(user.getId(), deviceId)));
            });
        } catch (TooManyTags e) {
            return new Tagged.TooMany(DeviceTags.MAX_TAGS);
        }
    }

    /** Rolls a change of tags back. */
    private static final class TooManyTags extends RuntimeException {}
}
