package io.iammfa.keycloak.optin;

import io.iammfa.keycloak.console.ConsoleClient;
import io.iammfa.keycloak.event.GlobalListenerFactory;
import io.iammfa.keycloak.manage.ManageMfaDevicesFactory;
import io.iammfa.keycloak.policy.FlowCheck;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.Optional;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Brings "Manage MFA devices" and the console along at the moment when an admin enables "Assign MFA device", so that one switch opts a
 * realm in, and warns of flows that ask for no device yet. A realm that has the action already, enabled or not, is left as
 * it is, and what an admin unregisters later stays away.
 */
public final class OptInListenerFactory extends GlobalListenerFactory {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new Listener(session);
    }

    @Override
    public String getId() {
        return "mfa-opt-in";
    }

    private record Listener(KeycloakSession session) implements EventListenerProvider {

        @Override
        public void onEvent(Event event) {}

        @Override
        public void onEvent(AdminEvent event, boolean includeRepresentation) {
            if (event.getResourceType() == ResourceType.REALM && event.getOperationType() == OperationType.UPDATE) {
                Optional.ofNullable(session.realms().getRealm(event.getRealmId()))
                        .ifPresent(ConsoleClient::follow);
            }
            RealmModel realm = event.getResourceType() == ResourceType.REQUIRED_ACTION
                    ? session.realms().getRealm(event.getRealmId())
                    : null;
            RequiredActionProviderModel assign = realm == null ? null : enabled(realm);
            if (assign == null || wasEnabled(realm)) {
                return;
            }
            FlowCheck.warnOfAll(session, realm);
            ConsoleClient.provide(
                    session,
                    realm,
                    event.getAuthDetails() == null
                            ? null
                            : event.getAuthDetails().getRealmId());
            if (realm.getRequiredActionProviderByAlias(ManageMfaDevicesFactory.ID) == null) {
                RequiredActionProviderModel manage = new RequiredActionProviderModel();
                manage.setAlias(ManageMfaDevicesFactory.ID);
                manage.setProviderId(ManageMfaDevicesFactory.ID);
                manage.setName(ManageMfaDevicesFactory.NAME);
                manage.setEnabled(true);
                manage.setPriority(assign.getPriority() + 1);
                realm.addRequiredActionProvider(manage);
            }
        }

        /** "Assign MFA device" where it is enabled, or null. */
        private static RequiredActionProviderModel enabled(RealmModel realm) {
            return MfaPolicy.action(realm)
                    .filter(RequiredActionProviderModel::isEnabled)
                    .orElse(null);
        }

        /**
         * Whether it was enabled before this request: the event says what is now, and the request's own transaction
         * sees that alone, but another one still sees what was.
         */
        private boolean wasEnabled(RealmModel realm) {
            return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
                RealmModel before = other.realms().getRealm(realm.getId());
                return before != null && enabled(before) != null;
            });
        }

        @Override
        public void close() {}
    }
}
