package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.guard.Impersonation;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
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

    /**
     * Refuses an admin who acts as the user.
     *
     * @throws ModelException with words for the admin
     */
    void requireUser() {
        if (Impersonation.isActive(
                session,
                realm,
                user,
                session.getContext().getAuthenticationSession(),
                session.getContext().getUserSession())) {
            throw new ModelException(words("mfaImpersonated"));
        }
    }

    /** Whether the user has proved a device lately. */
    boolean isProved() {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        return authSession != null && DeviceSession.isProved(session, realm, user, authSession)
                || DeviceSession.isProved(
                        session, realm, user, session.getContext().getUserSession());
    }

    /** A message in the user's language, which Keycloak's own pages show as it is. */
    String words(String key, Object... parameters) {
        return session.getProvider(LoginFormsProvider.class).getMessage(key, parameters);
    }
}
