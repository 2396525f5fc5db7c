package io.iammfa.keycloak.admin;

import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;

/** What answers have in common. */
final class Answers {

    static final String LINK = "Link";

    private Answers() {}

    static Response.ResponseBuilder json(int status, Object value) {
        return Response.status(status).entity(Json.write(value)).type(MediaType.APPLICATION_JSON_TYPE);
    }

    /** One with a secret in it, which no cache keeps. */
    static Response.ResponseBuilder secret(int status, Object value) {
        CacheControl notStored = new CacheControl();
        notStored.setNoStore(true);
        return json(status, value).cacheControl(notStored);
    }

    static Response ok(Object value) {
        return json(200, value).build();
    }

    /**
     * Lets scripts of other sites read a header. Keycloak decides which sites may read the answer at all, and adds the
     * header {@code Location} for all of the admin API; so this is a line beside Keycloak's.
     */
    static void expose(KeycloakSession session, String header) {
        if (session.getContext().getRequestHeaders().getHeaderString("Origin") != null) {
            session.getContext().getHttpResponse().addHeader("Access-Control-Expose-Headers", header);
        }
    }
}
