package io.iammfa.keycloak.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.models.UserModel;

/** The tags of one device. */
public final class TagsResource {

    private final DeviceOperations operations;
    private final String id;

    TagsResource(DeviceOperations operations, String id) {
        this.operations = operations;
        this.id = id;
    }

    /** IAM: ListMFADeviceTags. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        return operations.forDevice(id, () -> {
            UserModel owner = operations.caller().viewedOwner(id);
            return Answers.ok(operations.devices(owner).tags(id).orElseThrow(operations::gone));
        });
    }

    /** IAM: TagMFADevice. Tags that are not named stay. */
    @PUT
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response tag(InputStream body) {
        return operations.forDevice(id, () -> {
            ManagedDevice device = operations.managed(id);
            return Answers.ok(device.tag(Body.tags(body)));
        });
    }

    /** IAM: UntagMFADevice. */
    @DELETE
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response untag() {
        return operations.forDevice(id, () -> {
            ManagedDevice device = operations.managed(id);
            return Answers.ok(device.untag(
                    Query.keys(operations.session().getContext().getUri().getQueryParameters())));
        });
    }
}
