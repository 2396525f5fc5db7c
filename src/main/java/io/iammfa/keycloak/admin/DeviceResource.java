package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.MfaDevice;
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
import java.util.Optional;
import org.keycloak.models.UserModel;

/** One device, a user's or one that is pending. */
public final class DeviceResource {

    private final DeviceOperations operations;
    private final PendingDevice pending;
    private final String id;

    DeviceResource(DeviceOperations operations, String id) {
        this.operations = operations;
        this.pending = new PendingDevice(operations, id);
        this.id = id;
    }

    /** IAM: GetMFADevice. A pending device is shown without its secret. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get() {
        return operations.forDevice(id, () -> {
            Optional<Response> shown = pending.show();
            if (shown.isPresent()) {
                return shown.get();
            }
            UserModel owner = operations.caller().viewedOwner(id);
            return Answers.ok(operations.describe(
                    owner, operations.devices(owner).find(id).orElseThrow(operations::gone)));
        });
    }

    /** Renames the device. What else a device is shown with may stand in the request, and changes nothing. */
    @PUT
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response rename(InputStream body) {
        return operations.forDevice(id, () -> {
            ManagedDevice device = operations.managed(id);
            return describe(
                    device, device.rename(Body.read(body, RenameRequest.class).deviceName()));
        });
    }

    /** IAM: DeactivateMFADevice, DeleteVirtualMFADevice. */
    @DELETE
    @Path("")
    public Response delete() {
        return operations.forDevice(id, () -> {
            if (!pending.delete()) {
                operations.managed(id).remove();
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
        return operations.forDevice(id, () -> {
            PendingDevice.Ready ready = pending.ready();
            CodesRequest codes = Body.read(body, CodesRequest.class);
            MfaDevice enabled = ready.enable(codes.first(ready.digits()), codes.second(ready.digits()));
            return Answers.ok(operations.describe(ready.owner(), enabled));
        });
    }

    /** IAM: ResyncMFADevice. */
    @POST
    @Path("resync")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response resync(InputStream body) {
        return operations.forDevice(id, () -> {
            ManagedDevice device = operations.managed(id);
            if (device.device().isKey()) {
                throw Refusal.validation("id", "an authenticator app; a security key has no codes");
            }
            CodesRequest codes = Body.read(body, CodesRequest.class);
            int digits = device.digits();
            return describe(device, device.resync(codes.first(digits), codes.second(digits)));
        });
    }

    private Response describe(ManagedDevice device, MfaDevice changed) {
        return Answers.ok(operations.describe(device.owner(), changed));
    }

    /** The device's tags. */
    @Path("tags")
    public TagsResource tags() {
        return new TagsResource(operations, id);
    }
}
