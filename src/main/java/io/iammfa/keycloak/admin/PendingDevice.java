package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;

/** A device that is nowhere on its user yet, or may be. */
public record PendingDevice(DeviceOperations operations, String id) {

    /** Shows the device, if it is pending. */
    Optional<Response> show() {
        return operations
                .kept(id)
                .filter(kept -> operations.caller().owner(id).isEmpty())
                .map(kept -> {
                    UserModel owner = owner(kept);
                    operations.caller().requireView(owner);
                    return Answers.ok(DeviceJson.of(kept.pending(), owner, kept.expiresAt()));
                });
    }

    /**
     * Forgets the device, and takes it from its user if it is being enabled at this moment.
     *
     * @return whether it was pending
     */
    public boolean delete() {
        PendingDevices.Kept kept = operations.kept(id).orElse(null);
        if (kept == null) {
            return false;
        }
        UserModel owner = owner(kept);
        operations.caller().requireManage(owner);
        // who enables it at the same time looks for it under the user's lock
        boolean wasPending = operations.pendings().remove(id);
        Optional<MfaDevice> enabled = operations.devices(owner).remove(id);
        if (!wasPending && enabled.isEmpty()) {
            throw operations.gone();
        }
        operations.events().admin(OperationType.DELETE, id, DeviceJson.of(kept.pending(), owner, kept.expiresAt()));
        enabled.ifPresent(device -> operations.events().removed(owner, device));
        return true;
    }

    /** The device for who may make it its user's. */
    public Ready ready() {
        return find().orElseThrow(this::notPending);
    }

    /** The same, or nothing where it is not pending. */
    public Optional<Ready> find() {
        return operations.kept(id).map(kept -> {
            UserModel owner = owner(kept);
            operations.caller().requireManage(owner);
            return new Ready(this, kept, owner);
        });
    }

    /** A pending device in the hands of an admin who may manage its user. */
    public record Ready(PendingDevice device, PendingDevices.Kept kept, UserModel owner) {

        /** How many digits its codes have. */
        public int digits() {
            return kept.pending().device().digits();
        }

        /**
         * Makes the device its user's, in the place of another where it is to replace one.
         *
         * @param code1 digits only, as many as {@link #digits()}
         * @param code2 digits only, as many as {@link #digits()}
         */
        public MfaDevice enable(String code1, String code2) {
            DeviceOperations operations = device.operations();
            MfaDevices devices = operations.devices(owner);
            devices.lock();
            // who deletes it forgets it first, and then waits for this lock
            if (operations.kept(device.id()).isEmpty()) {
                throw devices.find(device.id()).isPresent() ? Refusal.enabledAlready() : operations.gone();
            }
            boolean proved = operations.caller().proves(owner);
            Assigned result =
                    operations.sealing(() -> devices.assign(kept.pending(), code1, code2, kept.replacedId(), proved));
            if (!(result instanceof Assigned.Done done)) {
                throw operations.refused(owner, result);
            }
            operations.pendings().removeAfterwards(device.id());
            operations
                    .events()
                    .admin(OperationType.ACTION, device.id() + "/enable", operations.describe(owner, done.device()));
            operations.events().assigned(owner, done);
            return done.device();
        }
    }

    private RuntimeException notPending() {
        Optional<UserModel> owner = operations.caller().ownerNow(id);
        owner.ifPresent(operations.caller()::requireManage);
        return owner.isPresent() ? Refusal.enabledAlready() : operations.gone();
    }

    private UserModel owner(PendingDevices.Kept kept) {
        return operations.caller().user(kept.userId()).orElseThrow(operations::gone);
    }
}
