package io.iammfa.keycloak.testprovider;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/** See {@link Clock}. */
public final class ClockFactory extends ResourceFactory {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new Clock();
    }

    @Override
    public String getId() {
        return "mfa-clock";
    }
}
