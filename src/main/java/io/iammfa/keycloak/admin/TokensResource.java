package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.Token;
import io.iammfa.keycloak.token.TokenFilter;
import io.iammfa.keycloak.token.TokenImport;
import io.iammfa.keycloak.token.file.Parsed;
import io.iammfa.keycloak.token.file.Rejects;
import io.iammfa.keycloak.token.file.TokenFile;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.http.FormPartValue;
import org.keycloak.models.KeycloakSession;

/**
 * {@code /admin/realms/{realm}/mfa-tokens}: the inventory of hardware tokens. What each call takes, answers and refuses is in
 * {@code docs/openapi.yaml}.
 */
public final class TokensResource {

    private static final String FILE = "file";

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
        TokenFilter filter = TokenQuery.filter(parameters);
        return Pages.read(
                        Query.pageBesideFilter(parameters),
                        Markers.ofTokens(session),
                        (after, first, max) -> operations.inventory().page(filter, after, first, max),
                        Token::serial,
                        null)
                .answer(session, operations::describe);
    }

    /** A file as a form sends it. */
    @POST
    @Path("import")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    public Response upload() throws IOException {
        operations.caller().requireRealm();
        MultivaluedMap<String, FormPartValue> parts =
                session.getContext().getHttpRequest().getMultiPartFormParameters();
        FormPartValue file = parts.getFirst(FILE);
        if (file == null) {
            throw Refusal.validation(FILE, "the file with the tokens");
        }
        Map<String, String> fields = new HashMap<>();
        parts.forEach((name, values) -> {
            if (!name.equals(FILE)) {
                fields.put(name, values.get(0).asString());
            }
        });
        return take(file.asInputStream(), fields);
    }

    /** A CSV file as it is; what a form says beside it are query parameters. */
    @POST
    @Path("import")
    @Consumes("text/csv")
    @Produces(MediaType.APPLICATION_JSON)
    public Response importCsv(InputStream body) throws IOException {
        operations.caller().requireRealm();
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

    /** @param file read to its end, once */
    private Response take(InputStream file, Map<String, String> fields) throws IOException {
        // what is sent as a field of a form, not as a file, can be read once; and a file may be larger than the memory
        java.nio.file.Path copy = Files.createTempFile("mfa-tokens", ".csv");
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            return take(() -> Files.newInputStream(copy), fields);
        } finally {
            Files.delete(copy);
        }
    }

    private Response take(TokenImport.Source file, Map<String, String> fields) {
        TokenImportRequest request = TokenImportRequest.of(fields);
        TokenImport.Result result = operations.take(request.format(), file, request);
        Map<String, Object> answer = TokenJson.of(result);
        answer.put("rejected", result.rejected().stream().map(TokenJson::of).toList());
        answer.put("rejects", rejects(request.format(), file, result.rejected()));
        return Answers.secret(200, answer).build();
    }

    /** The rows that were rejected as they came, seeds included, to be mended; null where there are none. */
    private static String rejects(TokenFile format, TokenImport.Source file, List<Parsed.Rejected> rejected) {
        if (rejected.isEmpty()) {
            return null;
        }
        try (InputStream again = file.open()) {
            return Rejects.of(format, again, rejected.stream().map(Parsed::line).collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One token. */
    @Path("{serial}")
    public TokenResource token(@PathParam("serial") String serial) {
        return new TokenResource(operations, serial);
    }
}
