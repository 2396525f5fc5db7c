package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.TokenForm;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;

/** The addresses of a realm's hardware tokens. */
public final class TokensAddresses {

    private final Entrance entrance;
    private final KeycloakSession session;
    private final String realm;

    TokensAddresses(Entrance entrance, KeycloakSession session, String realm) {
        this.entrance = entrance;
        this.session = session;
        this.realm = realm;
    }

    @GET
    @Path("")
    public Response list() {
        return entrance.open(realm, visit -> new TokensPage(visit).show());
    }

    @GET
    @Path("import")
    public Response file() {
        return entrance.openChange(realm, visit -> new ImportPage(visit).show());
    }

    @GET
    @Path("import/progress")
    public Response progress() {
        return entrance.open(realm, visit -> new ImportPage(visit).progress());
    }

    @POST
    @Path("import")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response upload() {
        TokenForm form = TokenForm.of(session);
        return entrance.change(
                realm,
                new MultivaluedHashMap<>(form.fields()),
                visit -> visit.links().tokenImport(),
                visit -> new ImportPage(visit).take(form.file()));
    }

    /** One of them, which the query names. */
    @GET
    @Path("token")
    public Response token() {
        return entrance.open(realm, visit -> new TokenPage(visit).show());
    }

    @POST
    @Path("token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(MultivaluedMap<String, String> form) {
        return entrance.change(
                realm, form, visit -> new TokenPage(visit).again(), visit -> new TokenPage(visit).change());
    }
}
