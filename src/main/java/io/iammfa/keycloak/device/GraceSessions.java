package io.iammfa.keycloak.device;

import java.util.List;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The sessions that a user was let into without a device, which end once there is one: whoever it was proved nothing. */
record GraceSessions(KeycloakSession session, RealmModel realm, UserModel user) {

    /** Ends all but the one in which the device was assigned. */
    void end() {
        AuthenticationSessionModel current = session.getContext().getAuthenticationSession();
        String kept = current == null ? null : current.getParentSession().getId();
        Predicate<UserSessionModel> ends = userSession -> DeviceSession.isInGrace(userSession.getNotes())
                && !userSession.getId().equals(kept);
        // in lists, since sessions go from what they are read from
        List<UserSessionModel> online = session.sessions()
                .getUserSessionsStream(realm, user)
                .filter(ends)
                .toList();
        List<UserSessionModel> offline = session.sessions()
                .getOfflineUserSessionsStream(realm, user)
                .filter(ends)
                .toList();
        online.forEach(userSession -> session.sessions().removeUserSession(realm, userSession));
        offline.forEach(userSession -> session.sessions().removeOfflineUserSession(realm, userSession));
    }
}
