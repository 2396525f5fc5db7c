package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.Config;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Forgets a user's wrong codes, too, when an admin clears the failures that Keycloak has counted of that user. */
public final class ClearedFailuresFactory implements EventListenerProviderFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new Listener(session);
    }

    @Override
    public String getId() {
        return "mfa-cleared-failures";
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    private record Listener(KeycloakSession session) implements EventListenerProvider {

        @Override
        public void onEvent(Event event) {}

        @Override
        public void onEvent(AdminEvent event, boolean includeRepresentation) {
            if (event.getResourceType() != ResourceType.USER_LOGIN_FAILURE
                    || event.getOperationType() != OperationType.DELETE) {
                return;
            }
            RealmModel realm = session.realms().getRealm(event.getRealmId());
            String path = event.getResourcePath();
            UserModel user = session.users().getUserById(realm, path.substring(path.lastIndexOf('/') + 1));
            if (user != null && MfaPolicy.of(realm).optedIn()) {
                new MfaDevices(session, realm, user).codes().forgive();
            }
        }

        @Override
        public void close() {}
    }
}
