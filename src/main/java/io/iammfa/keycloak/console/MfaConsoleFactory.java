package io.iammfa.keycloak.console;

import io.iammfa.keycloak.catalog.MissingRows;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves the admins' pages at {@code /realms/{the admin's realm}/mfa-console/}. */
public final class MfaConsoleFactory implements RealmResourceProviderFactory {

    private final MissingRows missingRows = new MissingRows();

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new ConsoleResource(session, missingRows);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String getId() {
        return ConsoleClient.ID;
    }

    /** A realm that is imported has opted in without anybody enabling anything. */
    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof RealmModel.RealmPostCreateEvent created
                    && MfaPolicy.of(created.getCreatedRealm()).optedIn()) {
                ConsoleClient.provide(created.getKeycloakSession(), created.getCreatedRealm(), null);
            }
        });
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void close() {}
}
