package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.ClockOff;
import io.iammfa.keycloak.device.RenamedElsewhere;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.event.GlobalListenerFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Listens in all realms; those that did not opt in are left alone. */
public final class StockChangesFactory extends GlobalListenerFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new StockChanges(session);
    }

    @Override
    public String getId() {
        return "mfa-stock-changes";
    }

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
}
