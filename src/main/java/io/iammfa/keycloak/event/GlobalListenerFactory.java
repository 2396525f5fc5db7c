package io.iammfa.keycloak.event;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSessionFactory;

/** Listens in all realms, without a setting; one that does not is offered to admins, who would choose it for nothing. */
public abstract class GlobalListenerFactory implements EventListenerProviderFactory {

    @Override
    public final boolean isGlobal() {
        return true;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public final void close() {}
}
