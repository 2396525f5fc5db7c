package io.iammfa.keycloak.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.models.UserModel;

/** Temporary passes, which sign in once in the place of a device. */
public final class PassesResource {

    private final DeviceOperations operations;
    private final Caller caller;
    private final Rescue rescue;

    PassesResource(DeviceOperations operations) {
        this.operations = operations;
        this.caller = operations.caller();
        this.rescue = new Rescue(operations);
    }

    /** Those of a user that hold. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        String userId = caller.read(
                () -> Query.user(operations.session().getContext().getUri().getQueryParameters()));
        return operations.forUser(userId, () -> {
            UserModel user = caller.viewedUser(userId);
            return Answers.ok(rescue.list(user).stream()
                    .map(pass -> PassJson.of(pass, user))
                    .toList());
        });
    }

    /** The only answer that ever holds a pass's code. */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response give(InputStream body) {
        PassRequest request = caller.read(() -> Body.read(body, PassRequest.class));
        String userId = caller.read(request::user);
        int minutes = caller.read(request::holds);
        return operations.forUser(userId, () -> {
            UserModel user = caller.managedUser(userId);
            return Answers.secret(201, PassJson.withCode(rescue.give(user, minutes), user))
                    .build();
        });
    }

    /** Takes one back. */
    @DELETE
    @Path("{id}")
    public Response revoke(@PathParam("id") String id) {
        rescue.revoke(rescue.owner(id), id);
        return Response.noContent().build();
    }
}
