package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.Standing;
import io.iammfa.keycloak.event.Veto;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.BadRequestException;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.Event;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Renews no tokens of a session that was let in without a device once its user is overdue: a session that lasts, as those of
 * applications that act while the user is away do, would be a way around the date. It is the same decision as at the doors, so that
 * time that an admin gives is given here, too.
 */
record OverdueRefresh(KeycloakSession session) implements EventListenerProvider {

    @Override
    public void onEvent(Event event) {
        RealmModel realm = session.getContext().getRealm();
        if (event.getType() == EventType.REFRESH_TOKEN
                && event.getError() == null
                && event.getSessionId() != null
                && realm != null
                && realm.getId().equals(event.getRealmId())
                && MfaPolicy.of(realm).optedIn()
                && isOverdue(realm, event.getSessionId())) {
            Veto.of(session, () -> refusal(event));
        }
    }

    private boolean isOverdue(RealmModel realm, String sessionId) {
        UserSessionModel online = session.sessions().getUserSession(realm, sessionId);
        UserSessionModel found = online == null ? session.sessions().getOfflineUserSession(realm, sessionId) : online;
        return found != null
                && DeviceSession.isInGrace(found.getNotes())
                && new Deadline(session, realm, found.getUser()).look().state() == Standing.State.OVERDUE;
    }

    private BadRequestException refusal(Event renewed) {
        tell(renewed);
        return new BadRequestException(OAuthErrorException.INVALID_GRANT);
    }

    /** In a transaction of its own, since that of the request is lost. */
    private void tell(Event renewed) {
        ClientConnection connection = session.getContext().getConnection();
        KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(), session.getContext(), own -> new EventBuilder(
                                own.getContext().getRealm(), own, connection)
                        .event(EventType.REFRESH_TOKEN)
                        .client(renewed.getClientId())
                        .user(renewed.getUserId())
                        .session(renewed.getSessionId())
                        .error("mfa_overdue"));
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {}

    @Override
    public void close() {}
}
