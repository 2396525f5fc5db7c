package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.DeviceOperations;
import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.catalog.MissingRows;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.services.resources.RealmsResource;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;

/** The way into every page: who is not signed in signs in first, and what can't be shown is told in words. */
final class Entrance {

    private static final List<String> OF_THE_SIGN_IN = List.of("session_state", "iss", "state");
    private static final String MESSAGE = "mfa-console-message.ftl";

    private final KeycloakSession session;
    private final MissingRows missingRows;
    private final RealmModel home;
    private final KeycloakUriInfo uri;
    private final String console;

    Entrance(KeycloakSession session, MissingRows missingRows) {
        this.session = session;
        this.missingRows = missingRows;
        this.home = session.getContext().getRealm();
        this.uri = session.getContext().getUri();
        this.console = RealmsResource.realmBaseUrl(uri).path("/").build(home.getName()) + ConsoleClient.ID + "/";
    }

    /** Shows a page about a realm. */
    Response open(String realmName, Function<Visit, Response> show) {
        return enter(realmName, new MultivaluedHashMap<>(), show);
    }

    /** Shows a page that leads to a change: who signed in too long ago does so again first. */
    Response openChange(String realmName, Function<Visit, Response> show) {
        return open(
                realmName,
                visit -> visit.isFresh()
                        ? show.apply(visit)
                        : visit.signInAgain(uri.getRequestUri().toString()));
    }

    /**
     * Takes what a page sent.
     *
     * @param again the page to come back to for who signed in too long ago
     */
    Response change(
            String realmName,
            MultivaluedMap<String, String> form,
            Function<Visit, String> again,
            Function<Visit, Response> change) {
        return enter(realmName, form, visit -> {
            if (!visit.admin().isOwn(form)) {
                return message(visit.page(), 403, "mfaConsoleForged");
            }
            return visit.isFresh() ? change.apply(visit) : visit.signInAgain(again.apply(visit));
        });
    }

    private Response enter(String realmName, MultivaluedMap<String, String> form, Function<Visit, Response> answer) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        if (query.containsKey(OAuth2Constants.ERROR) && form.isEmpty()) {
            return message(page(null, null), 403, "mfaConsoleSignInFailed");
        }
        if (OF_THE_SIGN_IN.stream().anyMatch(query::containsKey) && form.isEmpty()) {
            UriBuilder clean = uri.getRequestUriBuilder();
            OF_THE_SIGN_IN.forEach(name -> clean.replaceQueryParam(name));
            return Response.seeOther(clean.build()).build();
        }
        if (home.getClientByClientId(ConsoleClient.ID) == null) {
            return message(page(null, null), 404, "mfaConsoleNotHere");
        }
        return AdminSession.of(session)
                .map(admin -> enter(admin, realmName, form, answer))
                // what was sent is lost with the session; the page that it came from is not
                .orElseGet(() -> AdminSession.signIn(
                        session, home, form.isEmpty() ? uri.getRequestUri().toString() : console, null));
    }

    private Response enter(
            AdminSession admin,
            String realmName,
            MultivaluedMap<String, String> form,
            Function<Visit, Response> answer) {
        RealmModel realm = isServers(admin) ? session.realms().getRealmByName(realmName) : home;
        Page page = page(admin, realm);
        if (realm == null || !realm.getName().equals(realmName)) {
            return message(page, 404, "mfaConsoleNoRealm");
        }
        // Keycloak's permissions are asked in the name of a client
        session.getContext().setClient(admin.client());
        session.getContext().setRealm(realm);
        session.getContext().setUserSession(admin.userSession());
        AdminPermissionEvaluator auth = AdminPermissions.evaluator(session, realm, admin.auth());
        AdminEventBuilder adminEvent = new AdminEventBuilder(
                realm, admin.auth(), session, session.getContext().getConnection());
        DeviceOperations operations = DeviceOperations.of(session, realm, auth, adminEvent);
        page.with("seesTokens", operations.caller().seesInventory())
                .with("seesDeadlines", operations.caller().queries());
        try {
            return answer.apply(new Visit(
                    session,
                    admin,
                    realm,
                    auth,
                    adminEvent,
                    operations,
                    links(realm),
                    page,
                    missingRows,
                    uri.getQueryParameters(),
                    form));
        } catch (Refusal refusal) {
            return message(
                    page, refusal.getResponse().getStatus(), Words.of(refusal).getMessage());
        } catch (WebApplicationException refusal) {
            int status = refusal.getResponse().getStatus();
            return message(page, status, status == 403 ? "mfaConsoleForbidden" : "mfaConsoleFailed");
        }
    }

    /** The realms to choose from, for admins of the server; others have one. */
    Response realms() {
        return open(
                home.getName(),
                visit -> isServers(visit.admin())
                        ? new RealmsPage(visit).show()
                        : visit.to(visit.links().overview()));
    }

    private static boolean isServers(AdminSession admin) {
        return admin.home().getName().equals(Config.getAdminRealm());
    }

    /** A page with what its layout shows. */
    private Page page(AdminSession admin, RealmModel realm) {
        Locale locale = session.getContext().resolveLocale(admin == null ? null : admin.user());
        Page page = new Page(session, home, locale);
        page.with("links", links(realm));
        if (admin != null) {
            page.with("admin", admin.user().getUsername())
                    .with("stateChecker", admin.stateChecker())
                    .with("servers", isServers(admin))
                    .with("signOut", signOut());
        }
        if (realm != null) {
            page.with("realmName", realm.getName());
        }
        return page;
    }

    private Links links(RealmModel realm) {
        return new Links(console, (realm == null ? home : realm).getName());
    }

    private String signOut() {
        return OIDCLoginProtocolService.logoutUrl(uri)
                .queryParam(OIDCLoginProtocol.CLIENT_ID_PARAM, ConsoleClient.ID)
                .queryParam(OIDCLoginProtocol.POST_LOGOUT_REDIRECT_URI_PARAM, "{console}")
                .resolveTemplate("console", console, true)
                .build(home.getName())
                .toString();
    }

    private static Response message(Page page, int status, String message) {
        return page.with("page", Map.of("message", message)).show(status, MESSAGE, List.of());
    }
}
