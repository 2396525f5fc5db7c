package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.DeviceOperations;
import io.iammfa.keycloak.admin.TokenOperations;
import io.iammfa.keycloak.catalog.MissingRows;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.TypedCodes;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * One request of a signed-in admin to a page about a realm.
 *
 * @param realm the one that the page is about
 * @param auth what the admin may do there
 * @param query the address's parameters
 * @param form what was sent, or nothing
 */
record Visit(
        KeycloakSession session,
        AdminSession admin,
        RealmModel realm,
        AdminPermissionEvaluator auth,
        AdminEventBuilder adminEvent,
        DeviceOperations operations,
        Links links,
        Page page,
        MissingRows missingRows,
        MultivaluedMap<String, String> query,
        MultivaluedMap<String, String> form) {

    /** A sign-in is recent for so long at least, in seconds, or no page after one could be sent. */
    private static final int SHORTEST_AGE = 30;

    /** What can be done with the realm's hardware tokens. */
    TokenOperations tokens() {
        return new TokenOperations(operations, admin.user());
    }

    MfaPolicy policy() {
        return MfaPolicy.of(realm);
    }

    /** Shows a page. */
    Response show(String template, Map<String, Object> model, List<FormMessage> errors) {
        return page.with("page", model).show(200, template, errors);
    }

    Response show(String template, Map<String, Object> model) {
        return show(template, model, List.of());
    }

    /** After a change: to the page that shows it, so that to load that again changes nothing. */
    Response to(String link) {
        return Response.seeOther(URI.create(link)).build();
    }

    /** How long ago, in seconds, an admin who changes something may have signed in. */
    int maxAge() {
        return Math.max(policy().maxAuthAge(), SHORTEST_AGE);
    }

    boolean isFresh() {
        return admin.isFresh(maxAge());
    }

    /** To Keycloak's sign-in, and back to a page. */
    Response signInAgain(String page) {
        return AdminSession.signIn(session, admin.home(), page, maxAge());
    }

    /** The two codes that were sent. */
    TypedCodes codes(int digits) {
        return TypedCodes.of(field(CodeMessages.FIELD_CODE_1), field(CodeMessages.FIELD_CODE_2), digits);
    }

    /** A parameter of the address, or empty. */
    String parameter(String name) {
        return Objects.requireNonNullElse(query.getFirst(name), "");
    }

    /** A field of what was sent, or empty. */
    String field(String name) {
        String value = form.getFirst(name);
        return value == null ? "" : value;
    }
}
