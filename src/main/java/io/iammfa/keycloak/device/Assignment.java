package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.store.AskedRow;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceTag;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** How a device becomes the user's, as {@link MfaDevices} describes it. */
final class Assignment {

    private final MfaDevices devices;
    private final StoredDevices stored;
    private final Rules rules;

    Assignment(MfaDevices devices, StoredDevices stored, Rules rules) {
        this.devices = devices;
        this.stored = stored;
        this.rules = rules;
    }

    Assigned assign(Pending pending, String code1, String code2, String replacedId, boolean proved) {
        NewDevice device = pending.device();
        CodeCheck check = new CodeCheck(rules.otp(), rules.policy(), Time.currentTime());
        ConsecutiveCodes.Outcome outcome = check.of(device, code1, code2);
        if (outcome instanceof ConsecutiveCodes.Outcome.Refused refused) {
            return new Assigned.Refused(Assigned.Reason.CODES, refused.reason());
        }
        long step = ((ConsecutiveCodes.Outcome.Accepted) outcome).factor();
        CredentialModel credential = credential(pending.id(), device, pending.name(), step);
        DeviceRow row = row(credential, device.type(), pending.name())
                .resynced(step, device.counts() ? 0 : check.drift(step, device.period()));
        return assign(credential, row, pending.name(), pending.tags(), replacedId, proved);
    }

    /** The stock credential of a device, with its seed as the realm stores it. */
    CredentialModel credential(String id, NewDevice device, DeviceName name, long step) {
        int nextCounter = device.counts() ? StoredDevice.counterAfter(step) : 0;
        return device.toCredential(
                id, name, nextCounter, seed -> stored.store().seeds().seal(seed, stored.place(id)));
    }

    Assigned assign(WebAuthnCredentialModel key, DeviceName name, String replacedId, boolean proved) {
        key.setId(KeycloakModelUtils.generateId());
        key.setUserLabel(name.value());
        return assign(key, row(key, DeviceType.WEBAUTHN.id(), name), name, Map.of(), replacedId, proved);
    }

    private static DeviceRow row(CredentialModel credential, String kind, DeviceName name) {
        return DeviceRow.named(
                credential.getId(), kind, DeviceName.key(name.value()), DeviceName.searchable(name.value()));
    }

    /** Makes a credential and its row the user's, or says what is in the way. */
    Assigned assign(
            CredentialModel credential,
            DeviceRow row,
            DeviceName name,
            Map<String, String> tags,
            String replacedId,
            boolean proved) {
        stored.lock();
        Optional<MfaDevice> already = devices.find(credential.getId());
        if (already.isPresent()) {
            return new Assigned.Already(already.get());
        }
        Optional<Assigned.Reason> refusal = refusal(row, name, replacedId, proved);
        if (refusal.isPresent()) {
            return Assigned.refused(refusal.get());
        }
        StoredDevice replaced = stored.find(replacedId).orElse(null);
        int slot;
        List<DeviceTag> taken;
        KeptChange change;
        if (replaced == null) {
            slot = Reconciliation.freeSlot(
                    stored.read().stream().map(device -> device.row().slot()).collect(Collectors.toSet()));
            taken = DeviceTags.ofMap(tags);
            change = KeptChange.ADDITION;
        } else {
            slot = replaced.row().slot();
            taken = stored.store().tags(replaced.id());
            change = KeptChange.removal(stored.take(replaced));
        }
        StoredDevice added = stored.add(credential, row.inSlot(slot));
        taken.forEach(tag -> stored.store().tag(added.id(), tag));
        change.keep(stored.store(), replaced == null ? "assign" : "replace", added.id());
        stored.news().assigned(added.describe());
        if (!stored.owner().asked().equals(AskedRow.NEVER)) {
            stored.news().graceEnded();
        }
        return new Assigned.Done(added.describe(), replaced == null ? null : replaced.describe());
    }

    private Optional<Assigned.Reason> refusal(DeviceRow row, DeviceName name, String replacedId, boolean proved) {
        MfaPolicy policy = rules.policy();
        if (!policy.deviceTypes().contains(TokenActivation.type(row))) {
            return Optional.of(Assigned.Reason.TYPE_NOT_ALLOWED);
        }
        if (!proved && policy.asksForProof(devices.any())) {
            return Optional.of(Assigned.Reason.PROOF_MISSING);
        }
        if (replacedId != null && stored.find(replacedId).isEmpty()) {
            return Optional.of(Assigned.Reason.NOTHING_TO_REPLACE);
        }
        if (devices.owns(name, replacedId)) {
            return Optional.of(Assigned.Reason.NAME_TAKEN);
        }
        return replacedId == null && devices.isFull() ? Optional.of(Assigned.Reason.LIMIT_REACHED) : Optional.empty();
    }
}
