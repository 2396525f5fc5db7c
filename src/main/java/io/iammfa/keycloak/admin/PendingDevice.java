package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.Pending;
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
                .enable(
                        pending,
                        codes.first(digits),
                        codes.second(digits),
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

    private static RuntimeException refused(Assigned result) {
        if (result instanceof Assigned.CodesRefused refused) {
            return Refusal.codes(refused.reason());
        }
        if (result instanceof Assigned.Already) {
            return Refusal.enabledAlready();
        }
        if (result instanceof Assigned.ProofMissing) {
            return Refusal.accessDenied(Refusal.PROOF_MISSING);
        }
        if (result instanceof Assigned.TypeNotAllowed) {
            return Refusal.validation("kind", "the realm's device-types have no authenticator apps");
        }
        return result instanceof Assigned.LimitReached reached
                ? Refusal.tooManyDevices(reached.limit())
                : Refusal.nameTaken();
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
