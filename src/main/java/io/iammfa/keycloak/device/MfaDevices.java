package io.iammfa.keycloak.device;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.storage.StorageId;

/**
 * The MFA devices of one user for the time of one request: the rules of assigning and changing them. Ids may be any text:
 * one that is not of this user's devices finds nothing. {@link DeviceCodes} accepts what the devices show.
 *
 * <p>Every change waits for the others of the same user, looks at what is stored then, decides, and writes in the
 * request's own transaction: it is stored together with all that the request does besides, or not at all.
 */
public final class MfaDevices {

    private final StoredDevices stored;
    private final Rules rules;
    private final boolean federated;

    public MfaDevices(KeycloakSession session, RealmModel realm, UserModel user) {
        this(StoredDevices.of(session, realm, user), Rules.of(realm, user), !StorageId.isLocalStorage(user.getId()));
    }

    MfaDevices(StoredDevices stored, Rules rules, boolean federated) {
        this.stored = stored;
        this.rules = rules;
        this.federated = federated;
    }

    /** What these devices show. */
    public DeviceCodes codes() {
        return new DeviceCodes(stored, rules);
    }

    /** Waits for other changes of these devices, and keeps them off until this request ends. Changes do so themselves. */
    public void lock() {
        stored.lock();
    }

    /** The user's devices, the last used first, then the newest. */
    public List<MfaDevice> list() {
        return stored.read().stream()
                .map(StoredDevice::describe)
                .sorted(Comparator.comparing(MfaDevice::lastUsedAt, Comparator.nullsLast(Comparator.reverseOrder()))
                        .thenComparing(MfaDevice::createdAt, Comparator.reverseOrder()))
                .toList();
    }

    /** The devices that show codes, in the same order. */
    public List<MfaDevice> apps() {
        return list().stream().filter(device -> !device.isKey()).toList();
    }

    /** One of the user's devices. */
    public Optional<MfaDevice> find(String deviceId) {
        return stored.find(deviceId).map(StoredDevice::describe);
    }

    /** Whether the user owns any device. */
    public boolean any() {
        return !stored.withoutRows().isEmpty();
    }

    /** Whether one of the user's devices of that id is a security key or passkey; the id may be any text. */
    public boolean isKey(String deviceId) {
        return stored.withoutRows().stream()
                .anyMatch(device -> device.isKey() && device.id().equals(deviceId));
    }

    /** Whether the user has codes to type: of an authenticator app, or some that a user storage checks. */
    public boolean haveCodes() {
        return stored.withoutRows().stream().anyMatch(device -> !device.isKey())
                || stored.store().hasCodesElsewhere();
    }

    /** Whether the user owns as many devices as the realm allows, or more from before. */
    public boolean isFull() {
        return stored.withoutRows().size() >= rules.policy().maxDevices();
    }

    /**
     * Whether the user owns a device of that name.
     *
     * @param exceptId a device that may have it, or null
     */
    public boolean owns(DeviceName name, String exceptId) {
        return stored.isTaken(name, federated, exceptId);
    }

    /**
     * Makes a pending device the user's, under the id that it has had since it was made, if its two codes are consecutive
     * and lie in the sync window. Of several calls for one pending device one alone makes it, and the others find it among
     * the user's devices. IAM: EnableMFADevice.
     *
     * @param code1 digits only, as many as the device shows
     * @param code2 digits only, as many as the device shows
     * @param replacedId the device whose place, slot and tags it takes, also at the limit, or null for none
     * @param proved whether the user has proved a device, or an admin acts; without it only a first device is assigned
     */
    public Assigned assign(Pending pending, String code1, String code2, String replacedId, boolean proved) {
        return new Assignment(this, stored, rules).assign(pending, code1, code2, replacedId, proved);
    }

    /**
     * Makes a security key or passkey the user's, which Keycloak has verified. IAM: EnableMFADevice.
     *
     * @param key the stock credential as Keycloak would store it; it gets the name as its label
     * @param replacedId the device whose place, slot and tags it takes, also at the limit, or null for none
     * @param proved whether the user has proved a device; without it only a first device is assigned
     */
    public Assigned assign(WebAuthnCredentialModel key, DeviceName name, String replacedId, boolean proved) {
        return new Assignment(this, stored, rules).assign(key, name, replacedId, proved);
    }

    /** Gives a device another name. */
    public Renamed rename(String deviceId, DeviceName name) {
        return new Changes(this, stored).rename(deviceId, name);
    }

    /**
     * Takes a device from the user. IAM: DeactivateMFADevice, DeleteVirtualMFADevice.
     *
     * @return the device as it was, or empty if it is not the user's, or no longer
     */
    public Optional<MfaDevice> remove(String deviceId) {
        return new Changes(this, stored).remove(deviceId);
    }

    /**
     * Takes all devices from the user.
     *
     * @return the devices as they were
     */
    public List<MfaDevice> removeAll() {
        return new Changes(this, stored).removeAll();
    }

    /** The tags of one of the user's devices, in the order of their keys. IAM: ListMFADeviceTags. */
    public Optional<Map<String, String>> tags(String deviceId) {
        return find(deviceId).map(device -> DeviceTags.toMap(stored.store().tags(deviceId)));
    }

    /**
     * Gives a device tags; one that it has under the same key, without regard to case, is replaced. IAM: TagMFADevice.
     *
     * @param tags keys and values that {@link DeviceTags} lets pass
     */
    public Tagged tag(String deviceId, Map<String, String> tags) {
        stored.lock();
        if (stored.find(deviceId).isEmpty()) {
            return new Tagged.Refused(Tagged.Reason.NO_SUCH_DEVICE);
        }
        Set<String> keys = new HashSet<>();
        stored.store().tags(deviceId).forEach(tag -> keys.add(DeviceTags.fold(tag.key())));
        tags.keySet().forEach(key -> keys.add(DeviceTags.fold(key)));
        if (keys.size() > DeviceTags.MAX_TAGS) {
            return new Tagged.Refused(Tagged.Reason.TOO_MANY);
        }
        DeviceTags.ofMap(tags).forEach(tag -> stored.store().tag(deviceId, tag));
        return tagged(deviceId);
    }

    /** Takes tags from a device; keys that it does not have change nothing. IAM: UntagMFADevice. */
    public Tagged untag(String deviceId, Collection<String> keys) {
        stored.lock();
        if (stored.find(deviceId).isEmpty()) {
            return new Tagged.Refused(Tagged.Reason.NO_SUCH_DEVICE);
        }
        keys.forEach(key -> stored.store().untag(deviceId, key));
        return tagged(deviceId);
    }

    /** Takes a device's state from another server; no code that was used here or there is accepted again. */
    public Tagged restore(DeviceState state) {
        Tagged tagged = tag(state.id(), state.tags());
        if (tagged instanceof Tagged.Done) {
            stored.find(state.id()).ifPresent(device -> stored.save(device, state.into(device.row())));
        }
        return tagged;
    }

    private Tagged tagged(String deviceId) {
        return new Tagged.Done(find(deviceId).orElseThrow(), tags(deviceId).orElseThrow());
    }
}
