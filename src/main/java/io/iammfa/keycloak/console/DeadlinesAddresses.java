package io.iammfa.keycloak.console;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

/** The addresses of the time that a realm's users have without a device. */
public final class DeadlinesAddresses {

    private final Entrance entrance;
    private final String realm;

    DeadlinesAddresses(Entrance entrance, String realm) {
        this.entrance = entrance;
        this.realm = realm;
    }

    @GET
    @Path("")
    public Response list() {
        return entrance.open(realm, visit -> new DeadlinesPage(visit).show());
    }

    /** Gives a user time, or takes it back; the form is on the user's page. */
    @POST
    @Path("{user}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response extend(@PathParam("user") String user, MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> new TimeForm(visit, user).again(), visit -> new TimeForm(visit, user).take());
    }
}
