package io.iammfa.keycloak.testprovider;

import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.keycloak.common.util.Time;
import org.keycloak.services.resource.RealmResourceProvider;

/** Lets a test move the server's clock: {@code POST /realms/{any}/mfa-clock} with {@code offset}, in seconds. */
public final class Clock implements RealmResourceProvider {

    @Override
    public Object getResource() {
        return this;
    }

    @POST
    @Path("")
    public void move(@FormParam("offset") int offset) {
        Time.setOffset(offset);
    }

    @Override
    public void close() {}
}
