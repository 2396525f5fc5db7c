package io.iammfa.keycloak.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.models.UserModel;

/** Until when users may sign in without a device. */
public final class DeadlinesResource {

    private final DeviceOperations operations;
    private final Deadlines deadlines;

    DeadlinesResource(DeviceOperations operations) {
        this.operations = operations;
        this.deadlines = new Deadlines(operations);
    }

    /** Who is in grace, due within a week, or overdue. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        return deadlines
                .page(operations.session().getContext().getUri().getQueryParameters())
                .answer(operations.session(), DeadlineJson::of);
    }

    /** One user. */
    @GET
    @Path("{userId}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get(@PathParam("userId") String userId) {
        return operations.forUser(
                userId, () -> Answers.ok(deadlines.describe(operations.caller().viewedUser(userId))));
    }

    /** Gives a user time, or takes it back. */
    @PUT
    @Path("{userId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response extend(@PathParam("userId") String userId, InputStream body) {
        ExtensionRequest request = operations.caller().read(() -> Body.read(body, ExtensionRequest.class));
        return operations.forUser(userId, () -> {
            UserModel user = operations.caller().managedUser(userId);
            deadlines.extend(user, request);
            return Answers.ok(deadlines.describe(user));
        });
    }
}
