package io.iammfa.keycloak.manage;

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
import org.keycloak.models.RequiredActionProviderModel;

/**
 * Brings "Manage MFA devices" along when an admin enables "Assign MFA device", so that one switch opts a realm in. A
 * realm that has the action already, enabled or not, is left as it is.
 */
public final class OptInListenerFactory implements EventListenerProviderFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new Listener(session);
    }

    @Override
    public String getId() {
        return "mfa-opt-in";
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
            if (event.getResourceType() != ResourceType.REQUIRED_ACTION || !isAboutAssign(event)) {
                return;
            }
            RealmModel realm = session.realms().getRealm(event.getRealmId());
            RequiredActionProviderModel assign =
                    realm == null ? null : realm.getRequiredActionProviderByAlias(MfaPolicy.REQUIRED_ACTION);
            if (assign != null
                    && assign.isEnabled()
                    && realm.getRequiredActionProviderByAlias(ManageMfaDevicesFactory.ID) == null) {
                RequiredActionProviderModel manage = new RequiredActionProviderModel();
                manage.setAlias(ManageMfaDevicesFactory.ID);
                manage.setProviderId(ManageMfaDevicesFactory.ID);
                manage.setName(ManageMfaDevicesFactory.NAME);
                manage.setEnabled(true);
                manage.setPriority(assign.getPriority() + 1);
                realm.addRequiredActionProvider(manage);
            }
        }

        /** Registering has a path without the action's name. */
        private static boolean isAboutAssign(AdminEvent event) {
            return event.getOperationType() == OperationType.CREATE
                    || event.getOperationType() == OperationType.UPDATE
                            && event.getResourcePath().endsWith("/" + MfaPolicy.REQUIRED_ACTION);
        }

        @Override
        public void close() {}
    }
}
