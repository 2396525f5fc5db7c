package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.Tagged;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;

/** The tags of one device. */
public final class TagsResource {

    private final DeviceCall call;
    private final String id;

    TagsResource(DeviceCall call, String id) {
        this.call = call;
        this.id = id;
    }

    /** IAM: ListMFADeviceTags. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        return call.forDevice(id, () -> {
            UserModel owner = call.caller().viewedOwner(id);
            return Answers.ok(call.devices(owner).tags(id).orElseThrow(call::gone));
        });
    }

    /** IAM: TagMFADevice. Tags that are not named stay. */
    @PUT
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response tag(InputStream body) {
        return call.forDevice(id, () -> {
            UserModel owner = call.caller().managedOwner(id);
            return tagged(owner, OperationType.UPDATE, call.devices(owner).tag(id, Body.tags(body)));
        });
    }

    /** IAM: UntagMFADevice. */
    @DELETE
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response untag() {
        return call.forDevice(id, () -> {
            UserModel owner = call.caller().managedOwner(id);
            List<String> keys = Query.keys(call.session().getContext().getUri().getQueryParameters());
            return tagged(owner, OperationType.DELETE, call.devices(owner).untag(id, keys));
        });
    }

    private Response tagged(UserModel owner, OperationType operation, Tagged result) {
        if (result instanceof Tagged.Done done) {
            call.events().admin(operation, id + "/tags", DeviceJson.of(done.device(), owner, done.tags()));
            return Answers.ok(done.tags());
        }
        throw switch (((Tagged.Refused) result).reason()) {
            case TOO_MANY -> Refusal.tooManyTags(DeviceTags.MAX_TAGS);
            case NO_SUCH_DEVICE -> call.gone();
        };
    }
}
