package io.iammfa.keycloak.testprovider;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.DeviceEvents;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resource.RealmResourceProvider;

/** Has the product find out that a device of a user's was renamed behind its back. */
public final class RenamedElsewhere implements RealmResourceProvider {

    private final KeycloakSession session;

    RenamedElsewhere(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public Object getResource() {
        return this;
    }

    @POST
    @Path("")
    public void find(@QueryParam("user") String username, @QueryParam("before") String before) {
        RealmModel realm = session.getContext().getRealm();
        UserModel user = session.users().getUserByUsername(realm, username);
        MfaDevice device = new MfaDevices(session, realm, user).list().get(0);
        DeviceEvents.renamedElsewhere(session, realm, user, device, before);
    }

    @Override
    public void close() {}
}
