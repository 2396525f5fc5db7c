package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.TokenImport;
import io.iammfa.keycloak.token.file.UnreadableFile;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.KeycloakSession;

/**
 * {@code /admin/realms/{realm}/mfa-tokens}: the inventory of hardware tokens. What each call takes, answers and refuses is in
 * {@code docs/openapi.yaml}.
 */
public final class TokensResource {

    private final TokenOperations operations;
    private final KeycloakSession session;

    TokensResource(TokenOperations operations) {
        this.operations = operations;
        this.session = operations.devices().session();
    }

    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        operations.caller().requireInventory();
        MultivaluedMap<String, String> parameters =
                session.getContext().getUri().getQueryParameters();
        return TokenTable.read(operations, parameters, Query.pageBesideFilter(parameters))
                .answer(session, operations::describe);
    }

    /** How far the caller's file is read. */
    @GET
    @Path("import")
    @Produces(MediaType.APPLICATION_JSON)
    public Response progress() {
        return Answers.ok(TokenJson.of(operations.progress()));
    }

    /** A file as a form sends it. */
    @POST
    @Path("import")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    public Response upload() {
        operations.caller().requireRealm();
        TokenForm form = TokenForm.of(session);
        if (form.file() == null) {
            throw Refusal.validation("file", "the file with the tokens");
        }
        for (String field : form.misplaced()) {
            throw Refusal.validation(field, "a text, not a file");
        }
        return take(form.file(), form.fields());
    }

    /** A CSV file as it is; what a form says beside it are query parameters. */
    @POST
    @Path("import")
    @Consumes("text/csv")
    @Produces(MediaType.APPLICATION_JSON)
    public Response importCsv(InputStream body) {
        Map<String, String> fields = new HashMap<>();
        session.getContext().getUri().getQueryParameters().forEach((name, values) -> fields.put(name, values.get(0)));
        return take(body, fields);
    }

    /** A body of another type: where a path has several methods Keycloak fails to say itself that none takes it. */
    @POST
    @Path("import")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response importOther() {
        operations.caller().requireRealm();
        throw TokenRefusals.noFile();
    }

    private Response take(InputStream file, Map<String, String> fields) {
        try (TokenUpload upload = TokenUpload.of(operations, file, fields)) {
            TokenImport.Result result = upload.take();
            Map<String, Object> answer = TokenJson.of(result);
            answer.put("rejected", result.rejected().stream().map(TokenJson::of).toList());
            answer.put("rejects", upload.rejects(result));
            return Answers.secret(200, answer).build();
        } catch (UnreadableFile unreadable) {
            throw TokenRefusals.unreadable(unreadable);
        }
    }

    /** One token. */
    @Path("{serial}")
    public TokenResource token(@PathParam("serial") String serial) {
        return new TokenResource(operations, serial);
    }
}
