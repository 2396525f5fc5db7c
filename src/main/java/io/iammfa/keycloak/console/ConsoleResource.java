package io.iammfa.keycloak.console;

import io.iammfa.keycloak.catalog.MissingRows;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;

/** The console's addresses. Every page goes through the {@link Entrance}. */
public final class ConsoleResource {

    private final KeycloakSession session;
    private final Entrance entrance;

    ConsoleResource(KeycloakSession session, MissingRows missingRows) {
        this.session = session;
        this.entrance = new Entrance(session, missingRows);
    }

    @GET
    @Path("")
    public Response realms() {
        return entrance.realms();
    }

    @GET
    @Path("{realm}")
    public Response overview(@PathParam("realm") String realm) {
        return entrance.open(realm, visit -> new OverviewPage(visit).show());
    }

    @POST
    @Path("{realm}/set-up")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response setUp(@PathParam("realm") String realm, MultivaluedMap<String, String> form) {
        return entrance.change(realm, form, visit -> visit.links().overview(), visit -> new SetUp(visit).run());
    }

    @GET
    @Path("{realm}/report")
    public Response report(@PathParam("realm") String realm) {
        return entrance.open(realm, visit -> new OverviewPage(visit).report());
    }

    @GET
    @Path("{realm}/users")
    public Response users(@PathParam("realm") String realm) {
        return entrance.open(realm, visit -> new UsersPage(visit).show());
    }

    @Path("{realm}/tokens")
    public TokensAddresses tokens(@PathParam("realm") String realm) {
        return new TokensAddresses(entrance, session, realm);
    }

    @Path("{realm}/deadlines")
    public DeadlinesAddresses deadlines(@PathParam("realm") String realm) {
        return new DeadlinesAddresses(entrance, realm);
    }

    @GET
    @Path("{realm}/users/{user}")
    public Response user(@PathParam("realm") String realm, @PathParam("user") String user) {
        return entrance.open(realm, visit -> new UserPage(visit, user).show());
    }

    /** The buttons of the table, each of which leads to a page. */
    @POST
    @Path("{realm}/users/{user}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response choose(
            @PathParam("realm") String realm, @PathParam("user") String user, MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> visit.links().user(user), visit -> new UserPage(visit, user).choose());
    }

    @POST
    @Path("{realm}/users/{user}/ask")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response ask(
            @PathParam("realm") String realm, @PathParam("user") String user, MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> visit.links().user(user), visit -> new UserPage(visit, user).ask());
    }

    @POST
    @Path("{realm}/users/{user}/pass")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response pass(
            @PathParam("realm") String realm, @PathParam("user") String user, MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> visit.links().user(user), visit -> new RescuePages(visit, user).pass());
    }

    @GET
    @Path("{realm}/users/{user}/reset")
    public Response confirmReset(@PathParam("realm") String realm, @PathParam("user") String user) {
        return entrance.openChange(realm, visit -> new RescuePages(visit, user).confirmReset());
    }

    @POST
    @Path("{realm}/users/{user}/reset")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response reset(
            @PathParam("realm") String realm, @PathParam("user") String user, MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> visit.links().reset(user), visit -> new RescuePages(visit, user).reset());
    }

    @GET
    @Path("{realm}/users/{user}/assign")
    public Response name(@PathParam("realm") String realm, @PathParam("user") String user) {
        return entrance.openChange(realm, visit -> new AssignPages(visit, user).name());
    }

    @POST
    @Path("{realm}/users/{user}/assign")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response create(
            @PathParam("realm") String realm, @PathParam("user") String user, MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> new AssignPages(visit, user).typed(), visit -> new AssignPages(visit, user)
                        .create());
    }

    @GET
    @Path("{realm}/users/{user}/assign/token")
    public Response token(@PathParam("realm") String realm, @PathParam("user") String user) {
        return entrance.openChange(realm, visit -> new AssignTokenPage(visit, user).show());
    }

    @POST
    @Path("{realm}/users/{user}/assign/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response activate(
            @PathParam("realm") String realm, @PathParam("user") String user, MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> new AssignTokenPage(visit, user).again(), visit -> new AssignTokenPage(
                                visit, user)
                        .take());
    }

    @GET
    @Path("{realm}/users/{user}/assign/{pending}")
    public Response codes(
            @PathParam("realm") String realm, @PathParam("user") String user, @PathParam("pending") String pending) {
        return entrance.openChange(realm, visit -> new AssignPages(visit, user).codes(pending));
    }

    @POST
    @Path("{realm}/users/{user}/assign/{pending}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response enable(
            @PathParam("realm") String realm,
            @PathParam("user") String user,
            @PathParam("pending") String pending,
            MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> visit.links().pending(user, pending), visit -> new AssignPages(visit, user)
                        .enable(pending));
    }

    @GET
    @Path("{realm}/users/{user}/devices/{device}/{operation}")
    public Response device(
            @PathParam("realm") String realm,
            @PathParam("user") String user,
            @PathParam("device") String device,
            @PathParam("operation") String operation) {
        return entrance.openChange(realm, visit -> new DevicePages(visit, user, device).show(operation));
    }

    @POST
    @Path("{realm}/users/{user}/devices/{device}/{operation}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(
            @PathParam("realm") String realm,
            @PathParam("user") String user,
            @PathParam("device") String device,
            @PathParam("operation") String operation,
            MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> visit.links().device(user, device, operation), visit -> new DevicePages(
                                visit, user, device)
                        .change(operation));
    }
}
