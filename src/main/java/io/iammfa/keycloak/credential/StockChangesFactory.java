package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.ClockOff;
import io.iammfa.keycloak.device.RenamedElsewhere;
import io.iammfa.keycloak.event.DeviceEvents;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Listens in all realms; those that did not opt in are left alone. */
public final class StockChangesFactory implements EventListenerProviderFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new StockChanges(session);
    }

    @Override
    public String getId() {
        return "mfa-stock-changes";
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof RenamedElsewhere renamed) {
                DeviceEvents.renamedElsewhere(
                        renamed.session(), renamed.realm(), renamed.user(), renamed.device(), renamed.before());
            } else if (event instanceof ClockOff off) {
                DeviceEvents.clockOff(off.session(), off.realm(), off.user(), off.device());
            }
        });
    }

    @Override
    public void close() {}
}
