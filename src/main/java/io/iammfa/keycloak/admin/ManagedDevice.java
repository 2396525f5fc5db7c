package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Renamed;
import io.iammfa.keycloak.device.Resynced;
import io.iammfa.keycloak.device.Tagged;
import java.util.List;
import java.util.Map;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;

/** A user's device in the hands of an admin who may manage that user: each change with the events that tell of it. */
public record ManagedDevice(DeviceOperations operations, UserModel owner, String id) {

    private MfaDevices devices() {
        return operations.devices(owner);
    }

    /** The device as it is. */
    public MfaDevice device() {
        return devices().find(id).orElseThrow(operations::gone);
    }

    /** Gives it another name. */
    public MfaDevice rename(DeviceName name) {
        Renamed result = devices().rename(id, name);
        if (result instanceof Renamed.Done done) {
            told(OperationType.UPDATE, "", done.device());
            if (done.isChange()) {
                operations.events().renamed(owner, done.device(), done.before());
            }
            return done.device();
        }
        throw switch (((Renamed.Refused) result).reason()) {
            case NAME_TAKEN -> Refusal.nameTaken();
            case NO_SUCH_DEVICE -> operations.gone();
        };
    }

    /**
     * Measures its clock, or finds its counter, with two consecutive codes.
     *
     * @param code1 digits only, as many as {@link #digits()}
     * @param code2 digits only, as many as {@link #digits()}
     */
    public MfaDevice resync(String code1, String code2) {
        Resynced result = devices().codes().resync(id, code1, code2, false);
        if (result instanceof Resynced.Done done) {
            told(OperationType.ACTION, "/resync", done.device());
            operations.events().resynced(owner, done.device());
            return done.device();
        }
        Resynced.Refused refused = (Resynced.Refused) result;
        throw switch (refused.reason()) {
            case CODES -> Refusal.codes(refused.codes());
            case NO_SUCH_DEVICE -> operations.gone();
        };
    }

    /** How many digits its codes have. */
    public int digits() {
        return devices().codes().digits(id);
    }

    /** Takes it from its user. */
    public MfaDevice remove() {
        Map<String, String> tags = tags();
        MfaDevice removed = devices().remove(id).orElseThrow(operations::gone);
        operations.events().admin(OperationType.DELETE, id, DeviceJson.of(removed, owner, tags));
        operations.events().removed(owner, removed);
        return removed;
    }

    /** Its tags, in the order of their keys. */
    public Map<String, String> tags() {
        return devices().tags(id).orElse(Map.of());
    }

    /** Gives it tags beside those that it has. */
    public Map<String, String> tag(Map<String, String> tags) {
        return tagged(OperationType.UPDATE, devices().tag(id, tags));
    }

    /** Takes tags from it. */
    public Map<String, String> untag(List<String> keys) {
        return tagged(OperationType.DELETE, devices().untag(id, keys));
    }

    private Map<String, String> tagged(OperationType operation, Tagged result) {
        if (result instanceof Tagged.Done done) {
            operations.events().admin(operation, id + "/tags", DeviceJson.of(done.device(), owner, done.tags()));
            return done.tags();
        }
        throw switch (((Tagged.Refused) result).reason()) {
            case TOO_MANY -> Refusal.tooManyTags(DeviceTags.MAX_TAGS);
            case NO_SUCH_DEVICE -> operations.gone();
        };
    }

    private void told(OperationType operation, String call, MfaDevice device) {
        operations.events().admin(operation, id + call, operations.describe(owner, device));
    }
}
