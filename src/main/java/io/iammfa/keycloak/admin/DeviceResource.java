package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceCodes;
import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Pending;
import io.iammfa.keycloak.device.Renamed;
import io.iammfa.keycloak.device.Resynced;
import io.iammfa.keycloak.device.Tagged;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** One device, a user's or one that is pending. */
public final class DeviceResource {

    private static final String CODE_1 = "code1";
    private static final String CODE_2 = "code2";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Caller caller;
    private final ChangeEvents events;
    private final PendingDevices pendings;
    private final String id;

    DeviceResource(KeycloakSession session, RealmModel realm, Caller caller, ChangeEvents events, String id) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.events = events;
        this.pendings = new PendingDevices(session, realm);
        this.id = id;
    }

    /** IAM: GetMFADevice. A pending device is shown without its secret. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get() {
        Optional<PendingDevices.Kept> pending = pendings.find(id);
        if (pending.isPresent() && caller.owner(id).isEmpty()) {
            PendingDevices.Kept kept = pending.get();
            UserModel owner = caller.user(kept.userId()).orElseThrow(this::gone);
            caller.requireView(owner);
            return ok(DeviceJson.of(kept.pending(), owner, kept.expiresAt()));
        }
        UserModel owner = caller.viewedOwner(id);
        return ok(describe(owner, devices(owner).find(id).orElseThrow(this::gone)));
    }

    /** Renames the device. What else a device is shown with may stand in the request, and changes nothing. */
    @PUT
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response rename(String text) {
        UserModel owner = caller.managedOwner(id);
        Renamed result =
                devices(owner).rename(id, Body.of(text, DeviceJson.FIELDS).name());
        if (result instanceof Renamed.Done done) {
            Map<String, Object> json = describe(owner, done.device());
            events.admin(OperationType.UPDATE, id, json);
            events.renamed(owner, done.device(), done.before());
            return ok(json);
        }
        throw switch (((Renamed.Refused) result).reason()) {
            case NAME_TAKEN -> Refusal.nameTaken();
            case NO_SUCH_DEVICE -> gone();
        };
    }

    /** IAM: DeactivateMFADevice, DeleteVirtualMFADevice. */
    @DELETE
    @Path("")
    public Response delete() {
        Optional<PendingDevices.Kept> pending = pendings.find(id);
        if (pending.isPresent()) {
            UserModel owner = caller.user(pending.get().userId()).orElseThrow(this::gone);
            caller.requireManage(owner);
            // who enables it at the same time looks afterwards whether it is still pending
            boolean wasPending = pendings.remove(id);
            Optional<MfaDevice> enabled = devices(owner).remove(id);
            if (!wasPending && enabled.isEmpty()) {
                throw gone();
            }
            events.admin(
                    OperationType.DELETE,
                    id,
                    DeviceJson.of(pending.get().pending(), owner, pending.get().expiresAt()));
            enabled.ifPresent(device -> events.removed(owner, device));
            return Response.noContent().build();
        }
        UserModel owner = caller.managedOwner(id);
        Map<String, String> tags = devices(owner).tags(id).orElse(Map.of());
        MfaDevice removed = devices(owner).remove(id).orElseThrow(this::gone);
        events.admin(OperationType.DELETE, id, DeviceJson.of(removed, owner, tags));
        events.removed(owner, removed);
        return Response.noContent().build();
    }

    /** IAM: EnableMFADevice. */
    @POST
    @Path("enable")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response enable(String text) {
        PendingDevices.Kept kept = pendings.find(id).orElseThrow(this::notPending);
        UserModel owner = caller.user(kept.userId()).orElseThrow(this::gone);
        caller.requireManage(owner);
        Pending pending = kept.pending();
        Body body = Body.of(text, CODE_1, CODE_2);
        int digits = pending.device().digits();
        Assigned result =
                devices(owner).assign(pending, body.code(CODE_1, digits), body.code(CODE_2, digits), null, true);
        if (!(result instanceof Assigned.Done done)) {
            throw refused(result);
        }
        if (!pendings.remove(id)) {
            // deleted in the meantime, or expired
            devices(owner).remove(id);
            throw gone();
        }
        Map<String, Object> json = describe(owner, done.device());
        events.admin(OperationType.ACTION, id + "/enable", json);
        events.assigned(owner, done.device());
        return ok(json);
    }

    private RuntimeException refused(Assigned result) {
        if (!(result instanceof Assigned.Refused refused)) {
            return enabledAlready();
        }
        return switch (refused.reason()) {
            case CODES -> Refusal.codes(refused.codes());
            case LIMIT_REACHED -> Refusal.tooManyDevices(MfaPolicy.of(realm).maxDevices());
            case NAME_TAKEN -> Refusal.nameTaken();
            case TYPE_NOT_ALLOWED -> Refusal.validation("kind", "the realm's device-types have no authenticator apps");
            case NOTHING_TO_REPLACE, PROOF_MISSING -> throw new IllegalStateException("enabling replaces nothing");
        };
    }

    private RuntimeException notPending() {
        Optional<UserModel> owner = caller.owner(id);
        owner.ifPresent(caller::requireManage);
        return owner.isPresent() ? enabledAlready() : gone();
    }

    private static RuntimeException enabledAlready() {
        return Refusal.alreadyExists("The device is enabled already");
    }

    /** IAM: ResyncMFADevice. */
    @POST
    @Path("resync")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response resync(String text) {
        UserModel owner = caller.managedOwner(id);
        if (devices(owner).find(id).filter(MfaDevice::isKey).isPresent()) {
            throw Refusal.validation("id", "an authenticator app; a security key has no codes");
        }
        Body body = Body.of(text, CODE_1, CODE_2);
        DeviceCodes codes = devices(owner).codes();
        int digits = codes.digits(id);
        Resynced result = codes.resync(id, body.code(CODE_1, digits), body.code(CODE_2, digits), false);
        if (result instanceof Resynced.Done done) {
            Map<String, Object> json = describe(owner, done.device());
            events.admin(OperationType.ACTION, id + "/resync", json);
            events.resynced(owner, done.device());
            return ok(json);
        }
        Resynced.Refused refused = (Resynced.Refused) result;
        throw switch (refused.reason()) {
            case CODES -> Refusal.codes(refused.codes());
            case NO_SUCH_DEVICE -> gone();
        };
    }

    /** IAM: ListMFADeviceTags. */
    @GET
    @Path("tags")
    @Produces(MediaType.APPLICATION_JSON)
    public Response tags() {
        UserModel owner = caller.viewedOwner(id);
        return ok(devices(owner).tags(id).orElseThrow(this::gone));
    }

    /** IAM: TagMFADevice. Tags that are not named stay. */
    @PUT
    @Path("tags")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response tag(String text) {
        UserModel owner = caller.managedOwner(id);
        return tagged(owner, OperationType.UPDATE, devices(owner).tag(id, Body.tags(text)));
    }

    /** IAM: UntagMFADevice. */
    @DELETE
    @Path("tags")
    @Produces(MediaType.APPLICATION_JSON)
    public Response untag() {
        UserModel owner = caller.managedOwner(id);
        List<String> keys = new Query(session, "key").all("key");
        if (keys.isEmpty()) {
            throw Refusal.validation("key", "the key of a tag, once for each tag");
        }
        Body.requireKeys(keys);
        return tagged(owner, OperationType.DELETE, devices(owner).untag(id, keys));
    }

    private Response tagged(UserModel owner, OperationType operation, Tagged result) {
        if (result instanceof Tagged.Done done) {
            events.admin(operation, id + "/tags", DeviceJson.of(done.device(), owner, done.tags()));
            return ok(done.tags());
        }
        throw switch (((Tagged.Refused) result).reason()) {
            case TOO_MANY -> Refusal.tooManyTags(DeviceTags.MAX_TAGS);
            case NO_SUCH_DEVICE -> gone();
        };
    }

    private Map<String, Object> describe(UserModel owner, MfaDevice device) {
        return DeviceJson.of(device, owner, devices(owner).tags(device.id()).orElse(Map.of()));
    }

    private MfaDevices devices(UserModel owner) {
        return new MfaDevices(session, realm, owner);
    }

    private RuntimeException gone() {
        return caller.unknown("No device has this id");
    }

    private static Response ok(Object json) {
        return Response.ok(Json.write(json), MediaType.APPLICATION_JSON_TYPE).build();
    }
}
