package io.iammfa.keycloak.testprovider;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/** See {@link RowCount}. */
public final class RowCountFactory extends ResourceFactory {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RowCount(session);
    }

    @Override
    public String getId() {
        return "mfa-rows";
    }
}
