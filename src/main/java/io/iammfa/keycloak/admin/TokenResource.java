package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.token.Token;
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
import org.keycloak.models.UserModel;

/** One hardware token, by its serial number, without regard to case. */
public final class TokenResource {

    private final TokenOperations operations;
    private final String serial;

    TokenResource(TokenOperations operations, String serial) {
        this.operations = operations;
        this.serial = serial;
    }

    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get() {
        return Answers.ok(operations.describe(operations.token(serial)));
    }

    /** Reserves it for a user, or frees it. */
    @PUT
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response reserve(InputStream body) {
        String userId = operations.caller().read(() -> Body.read(body, TokenReservation.class)
                .user());
        operations.reserve(serial, userId);
        return Response.noContent().build();
    }

    /** Makes it a user's device. IAM: EnableMFADevice. */
    @POST
    @Path("activate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response activate(InputStream body) {
        TokenActivationRequest request = operations.caller().read(() -> Body.read(body, TokenActivationRequest.class));
        String userId = operations.caller().read(request::user);
        return operations.devices().forUser(userId, () -> {
            UserModel owner = operations.caller().managedUser(userId);
            Token token = operations.takeable(serial, owner);
            CodesRequest codes = request.codes();
            MfaDevice device = operations.activate(
                    token,
                    owner,
                    request.deviceName(),
                    codes.first(token.digits()),
                    codes.second(token.digits()),
                    null);
            return Answers.ok(operations.devices().describe(owner, device));
        });
    }

    /** Tags that are not named stay. */
    @PUT
    @Path("tags")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response tag(InputStream body) {
        operations.caller().requireRealm();
        return Answers.ok(operations.tag(serial, Body.tags(body)));
    }

    @DELETE
    @Path("tags")
    @Produces(MediaType.APPLICATION_JSON)
    public Response untag() {
        operations.caller().requireRealm();
        return Answers.ok(operations.untag(
                serial,
                Query.keys(operations.devices().session().getContext().getUri().getQueryParameters())));
    }

    /** Takes it out of use for good. */
    @POST
    @Path("retire")
    public Response retire() {
        operations.retire(serial);
        return Response.noContent().build();
    }

    /** Notes that it is lost. */
    @POST
    @Path("lost")
    public Response lose() {
        operations.lose(serial);
        return Response.noContent().build();
    }

    @DELETE
    @Path("")
    public Response delete() {
        operations.delete(serial);
        return Response.noContent().build();
    }
}
