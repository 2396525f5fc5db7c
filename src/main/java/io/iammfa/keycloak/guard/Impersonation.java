package io.iammfa.keycloak.guard;

import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * An admin who acts as a user. Keycloak notes that in the user session which the admin was given.
 *
 * @param id the admin's id, in whichever realm that admin is
 * @param username the admin's username, or null if Keycloak did not note it
 */
public record Impersonation(String id, String username) {

    private static final String ID = ImpersonationSessionNote.IMPERSONATOR_ID.toString();
    private static final String USERNAME = ImpersonationSessionNote.IMPERSONATOR_USERNAME.toString();

    /** Whether an admin acts as this user in a session, or in the sign-in that goes on with it; either may be null. */
    public static boolean isActive(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            AuthenticationSessionModel authSession,
            UserSessionModel userSession) {
        return of(userSession, user).isPresent()
                || authSession != null && of(session, realm, user, authSession).isPresent();
    }

    /** The admin who acts as the user in this sign-in, or in the session that it goes on with. */
    static Optional<Impersonation> of(
            KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authSession) {
        return of(authSession.getUserSessionNotes())
                .or(() -> of(
                        session.sessions()
                                .getUserSession(
                                        realm, authSession.getParentSession().getId()),
                        user))
                .or(() -> ofCookie(session, realm, user));
    }

    /**
     * Has the session that comes of this sign-in tell of the admin. A browser that had opened the sign-in page before may
     * go on in a new session once there was anything to ask on the way, and Keycloak leaves the note behind in the old one.
     */
    public static void keep(
            KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authSession) {
        ofCookie(session, realm, user).ifPresent(impersonation -> {
            authSession.setUserSessionNote(ID, impersonation.id);
            authSession.setUserSessionNote(USERNAME, impersonation.username);
        });
    }

    private static Optional<Impersonation> ofCookie(KeycloakSession session, RealmModel realm, UserModel user) {
        AuthResult signedIn = AuthenticationManager.authenticateIdentityCookie(session, realm, true);
        return signedIn == null ? Optional.empty() : of(signedIn.getSession(), user);
    }

    private static Optional<Impersonation> of(UserSessionModel userSession, UserModel user) {
        return userSession == null
                        || userSession.getUser() == null
                        || !user.getId().equals(userSession.getUser().getId())
                ? Optional.empty()
                : of(userSession.getNotes());
    }

    private static Optional<Impersonation> of(Map<String, String> notes) {
        return Optional.ofNullable(notes.get(ID)).map(id -> new Impersonation(id, notes.get(USERNAME)));
    }
}
