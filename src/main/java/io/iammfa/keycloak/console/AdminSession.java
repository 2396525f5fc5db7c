package io.iammfa.keycloak.console;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * An admin's session: it is the one that Keycloak's own cookie names, once the admin came in by the console's client, so
 * that the flow which that client is bound to was gone through.
 *
 * @param home the admin's realm
 * @param stateChecker Keycloak's own secret of this session that its forms have to bring
 */
record AdminSession(
        RealmModel home,
        ClientModel client,
        UserModel user,
        UserSessionModel userSession,
        AdminAuth auth,
        String stateChecker) {

    /** Where Keycloak leaves it for the time of a request. */
    private static final String STATE_CHECKER = "state_checker";

    /** The session of a request, if there is one. */
    static Optional<AdminSession> of(KeycloakSession session) {
        RealmModel home = session.getContext().getRealm();
        ClientModel client = home.getClientByClientId(ConsoleClient.ID);
        AuthenticationManager.AuthResult result = AuthenticationManager.authenticateIdentityCookie(session, home, true);
        if (client == null
                || !client.isEnabled()
                || result == null
                || result.getSession().getAuthenticatedClientSessionByClient(client.getId()) == null) {
            return Optional.empty();
        }
        return Optional.of(new AdminSession(
                home,
                client,
                result.getUser(),
                result.getSession(),
                new AdminAuth(home, result.getToken(), result.getUser(), client),
                (String) session.getAttribute(STATE_CHECKER)));
    }

    /** Whether a form brings this session's secret. */
    boolean isOwn(MultivaluedMap<String, String> form) {
        return stateChecker != null && stateChecker.equals(form.getFirst("stateChecker"));
    }

    /** Whether the admin signed in no longer ago than this, in seconds. */
    boolean isFresh(int maxAge) {
        String signedInAt = userSession.getNote(AuthenticationManager.AUTH_TIME);
        return signedInAt != null && Time.currentTime() - Long.parseLong(signedInAt) <= maxAge;
    }

    /**
     * To Keycloak's sign-in, which comes back to a page without anything that the page would have to redeem.
     *
     * @param maxAge how long ago, in seconds, the admin may have signed in, or null for any time
     */
    static Response signIn(KeycloakSession session, RealmModel home, String page, Integer maxAge) {
        UriBuilder builder = OIDCLoginProtocolService.authUrl(
                        session.getContext().getUri())
                .queryParam(OIDCLoginProtocol.CLIENT_ID_PARAM, ConsoleClient.ID)
                .queryParam(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, "none")
                .queryParam(OIDCLoginProtocol.SCOPE_PARAM, "openid")
                .queryParam(OIDCLoginProtocol.REDIRECT_URI_PARAM, "{page}");
        if (maxAge != null) {
            builder.queryParam(OIDCLoginProtocol.MAX_AGE_PARAM, maxAge);
        }
        URI uri = builder.resolveTemplate("page", page, true).build(home.getName());
        return Response.seeOther(uri).build();
    }
}
