package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.event.GlobalListenerFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSession;

/** Listens in all realms; those that did not opt in are left alone. */
public final class OverdueRefreshFactory extends GlobalListenerFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new OverdueRefresh(session);
    }

    @Override
    public String getId() {
        return "mfa-overdue-refresh";
    }
}
