package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceCodes;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.Renamed;
import io.iammfa.keycloak.device.Resynced;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;

/** One device, a user's or one that is pending. */
public final class DeviceResource {

    private final DeviceCall call;
    private final PendingDevice pending;
    private final String id;

    DeviceResource(DeviceCall call, String id) {
        this.call = call;
        this.pending = new PendingDevice(call, id);
        this.id = id;
    }

    /** IAM: GetMFADevice. A pending device is shown without its secret. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get() {
        return call.forDevice(id, () -> {
            Optional<Response> shown = pending.show();
            if (shown.isPresent()) {
                return shown.get();
            }
            UserModel owner = call.caller().viewedOwner(id);
            return Answers.ok(call.describe(owner, call.devices(owner).find(id).orElseThrow(call::gone)));
        });
    }

    /** Renames the device. What else a device is shown with may stand in the request, and changes nothing. */
    @PUT
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response rename(InputStream body) {
        return call.forDevice(id, () -> {
            UserModel owner = call.caller().managedOwner(id);
            DeviceName name = Body.read(body, RenameRequest.class).deviceName();
            Renamed result = call.devices(owner).rename(id, name);
            if (result instanceof Renamed.Done done) {
                Map<String, Object> json = call.describe(owner, done.device());
                call.events().admin(OperationType.UPDATE, id, json);
                call.events().renamed(owner, done.device(), done.before());
                return Answers.ok(json);
            }
            throw switch (((Renamed.Refused) result).reason()) {
                case NAME_TAKEN -> Refusal.nameTaken();
                case NO_SUCH_DEVICE -> call.gone();
            };
        });
    }

    /** IAM: DeactivateMFADevice, DeleteVirtualMFADevice. */
    @DELETE
    @Path("")
    public Response delete() {
        return call.forDevice(id, () -> {
            if (!pending.delete()) {
                UserModel owner = call.caller().managedOwner(id);
                Map<String, String> tags = call.devices(owner).tags(id).orElse(Map.of());
                MfaDevice removed = call.devices(owner).remove(id).orElseThrow(call::gone);
                call.events().admin(OperationType.DELETE, id, DeviceJson.of(removed, owner, tags));
                call.events().removed(owner, removed);
            }
            return Response.noContent().build();
        });
    }

    /** IAM: EnableMFADevice. */
    @POST
    @Path("enable")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response enable(InputStream body) {
        return call.forDevice(id, () -> pending.enable(body));
    }

    /** IAM: ResyncMFADevice. */
    @POST
    @Path("resync")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response resync(InputStream body) {
        return call.forDevice(id, () -> {
            UserModel owner = call.caller().managedOwner(id);
            if (call.devices(owner).find(id).filter(MfaDevice::isKey).isPresent()) {
                throw Refusal.validation("id", "an authenticator app; a security key has no codes");
            }
            CodesRequest request = Body.read(body, CodesRequest.class);
            DeviceCodes codes = call.devices(owner).codes();
            int digits = codes.digits(id);
            Resynced result = codes.resync(id, request.first(digits), request.second(digits), false);
            if (result instanceof Resynced.Done done) {
                Map<String, Object> json = call.describe(owner, done.device());
                call.events().admin(OperationType.ACTION, id + "/resync", json);
                call.events().resynced(owner, done.device());
                return Answers.ok(json);
            }
            Resynced.Refused refused = (Resynced.Refused) result;
            throw switch (refused.reason()) {
                case CODES -> Refusal.codes(refused.codes());
                case NO_SUCH_DEVICE -> call.gone();
            };
        });
    }

    /** The device's tags. */
    @Path("tags")
    public TagsResource tags() {
        return new TagsResource(call, id);
    }
}
