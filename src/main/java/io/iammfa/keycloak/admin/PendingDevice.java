package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.Pending;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;

/** A device that is nowhere on its user yet, or may be. */
record PendingDevice(DeviceCall call, String id) {

    /** Shows the device, if it is pending. */
    Optional<Response> show() {
        return call.pendings()
                .find(id)
                .filter(kept -> call.caller().owner(id).isEmpty())
                .map(kept -> {
                    UserModel owner = owner(kept);
                    call.caller().requireView(owner);
                    return Answers.ok(DeviceJson.of(kept.pending(), owner, kept.expiresAt()));
                });
    }

    /**
     * Forgets the device, and takes it from its user if it is being enabled at this moment.
     *
     * @return whether it was pending
     */
    boolean delete() {
        PendingDevices.Kept kept = call.pendings().find(id).orElse(null);
        if (kept == null) {
            return false;
        }
        UserModel owner = owner(kept);
        call.caller().requireManage(owner);
        // who enables it at the same time looks afterwards whether it is still pending
        boolean wasPending = call.pendings().remove(id);
        Optional<MfaDevice> enabled = call.devices(owner).remove(id);
        if (!wasPending && enabled.isEmpty()) {
            throw call.gone();
        }
        call.events().admin(OperationType.DELETE, id, DeviceJson.of(kept.pending(), owner, kept.expiresAt()));
        enabled.ifPresent(device -> call.events().removed(owner, device));
        return true;
    }

    /** Makes the device its user's. */
    Response enable(InputStream body) {
        PendingDevices.Kept kept = call.pendings().find(id).orElseThrow(this::notPending);
        UserModel owner = owner(kept);
        call.caller().requireManage(owner);
        Pending pending = kept.pending();
        CodesRequest codes = Body.read(body, CodesRequest.class);
        int digits = pending.device().digits();
        Assigned result = call.devices(owner)
                .assign(
                        pending,
                        codes.first(digits),
                        codes.second(digits),
                        null,
                        call.caller().proves(owner));
        if (!(result instanceof Assigned.Done done)) {
            throw refused(result);
        }
        if (!call.pendings().remove(id)) {
            // deleted in the meantime, or expired
            call.devices(owner).remove(id);
            throw call.gone();
        }
        Map<String, Object> json = call.describe(owner, done.device());
        call.events().admin(OperationType.ACTION, id + "/enable", json);
        call.events().assigned(owner, done.device());
        return Answers.ok(json);
    }

    private RuntimeException refused(Assigned result) {
        if (!(result instanceof Assigned.Refused refused)) {
            return Refusal.enabledAlready();
        }
        return switch (refused.reason()) {
            case CODES -> Refusal.codes(refused.codes());
            case LIMIT_REACHED ->
                Refusal.tooManyDevices(MfaPolicy.of(call.realm()).maxDevices());
            case NAME_TAKEN -> Refusal.nameTaken();
            case TYPE_NOT_ALLOWED -> Refusal.validation("kind", "the realm's device-types have no authenticator apps");
            case PROOF_MISSING -> Refusal.accessDenied(Refusal.PROOF_MISSING);
            case NOTHING_TO_REPLACE -> throw new IllegalStateException("enabling replaces nothing");
        };
    }

    private RuntimeException notPending() {
        Optional<UserModel> owner = call.caller().owner(id);
        owner.ifPresent(call.caller()::requireManage);
        return owner.isPresent() ? Refusal.enabledAlready() : call.gone();
    }

    private UserModel owner(PendingDevices.Kept kept) {
        return call.caller().user(kept.userId()).orElseThrow(call::gone);
    }
}
