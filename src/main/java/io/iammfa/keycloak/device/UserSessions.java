package io.iammfa.keycloak.device;

import java.util.List;
import java.util.function.Predicate;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Ends sessions of one user, those of applications that may act while the user is away included. */
public final class UserSessions {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    public UserSessions(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /** Ends all of them, and has no token that was issued so far be accepted. Applications are told. */
    public void endAll() {
        session.users().setNotBeforeForUser(realm, user, Time.currentTime());
        online().forEach(userSession -> AuthenticationManager.backchannelLogout(session, userSession, true));
        offline().forEach(userSession -> session.sessions().removeOfflineUserSession(realm, userSession));
    }

    /** Ends the session that a pass has opened, if it has opened one. */
    public void endOfPass(String passId) {
        end(userSession -> passId.equals(userSession.getNote(DeviceSession.PASS_ID)));
    }

    /**
     * Ends those that the user was let into without a device, once there is one: whoever it was proved nothing. The one in which
     * the device was assigned goes on.
     */
    void endOfGrace() {
        AuthenticationSessionModel current = session.getContext().getAuthenticationSession();
        String kept = current == null ? null : current.getParentSession().getId();
        end(userSession -> DeviceSession.isInGrace(userSession.getNotes())
                && !userSession.getId().equals(kept));
    }

    private void end(Predicate<UserSessionModel> which) {
        online().stream().filter(which).forEach(userSession -> session.sessions()
                .removeUserSession(realm, userSession));
        offline().stream().filter(which).forEach(userSession -> session.sessions()
                .removeOfflineUserSession(realm, userSession));
    }

    /** In lists, since sessions go from what they are read from. */
    private List<UserSessionModel> online() {
        return session.sessions().getUserSessionsStream(realm, user).toList();
    }

    private List<UserSessionModel> offline() {
        return session.sessions().getOfflineUserSessionsStream(realm, user).toList();
    }
}
