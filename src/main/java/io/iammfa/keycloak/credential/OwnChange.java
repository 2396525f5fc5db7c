package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.guard.Impersonation;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Whether a request adds a device for the very user who makes it, and what that user has proved. */
record OwnChange(KeycloakSession session, RealmModel realm, UserModel user) {

    /** Whether the user is signing in or signed in here; otherwise an admin or an import acts. */
    boolean isOwn() {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        UserSessionModel userSession = session.getContext().getUserSession();
        return authSession != null
                        && authSession.getAuthenticatedUser() != null
                        && authSession.getAuthenticatedUser().getId().equals(user.getId())
                || userSession != null
                        && userSession.getUser() != null
                        && userSession.getUser().getId().equals(user.getId());
    }

    /** Whether it is not the user who makes it, but an admin who acts as the user. */
    boolean isImpersonated() {
        return Impersonation.isActive(
                session,
                realm,
                user,
                session.getContext().getAuthenticationSession(),
                session.getContext().getUserSession());
    }

    /** Whether the user has proved a device lately. */
    boolean isProved() {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        return authSession != null && DeviceSession.isProved(session, realm, user, authSession)
                || DeviceSession.isProved(
                        session, realm, user, session.getContext().getUserSession());
    }
}
