package io.iammfa.keycloak.recovery;

import io.iammfa.keycloak.device.Disavowal;
import io.iammfa.keycloak.device.Disavowal.Undone;
import io.iammfa.keycloak.event.DisavowLink;
import io.iammfa.keycloak.event.DisavowToken;
import io.iammfa.keycloak.event.ToldChange;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.event.Verbatim;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The page behind the link of a mail: says what was done and, at the press of a button, takes it back. To open it changes
 * nothing, since programs that look for viruses open every link. It signs nobody in.
 */
public final class DisavowResource {

    private final KeycloakSession session;
    private final RealmModel realm;

    DisavowResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @GET
    @Path("")
    public Response show(@QueryParam(DisavowLink.KEY) String key) {
        return read(key)
                .map(request -> request.isOpen() ? ask(request, key) : told(request, "mfaDisavowUsed"))
                .orElseGet(this::invalid);
    }

    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response disavow(@FormParam(DisavowLink.KEY) String key, @FormParam("action") String action) {
        Optional<Request> read = read(key);
        if (read.isEmpty()) {
            return invalid();
        }
        Request request = read.get();
        if (!"disavow".equals(action)) {
            return request.isOpen() ? ask(request, key) : told(request, "mfaDisavowUsed");
        }
        return new Reaction(session, realm, request.user())
                .to(request.token())
                .map(done -> done(request, done))
                .orElseGet(() -> told(request, "mfaDisavowUsed"));
    }

    /** A link that was read. */
    private record Request(DisavowToken token, UserModel user, Disavowal disavowal) {

        boolean isOpen() {
            return disavowal.isOpen(token.change());
        }
    }

    private Optional<Request> read(String key) {
        if (!MfaPolicy.of(realm).optedIn()) {
            return Optional.empty();
        }
        return DisavowLink.read(session, realm, key)
                .flatMap(token -> Optional.ofNullable(session.users().getUserById(realm, token.getUserId()))
                        .map(user -> new Request(token, user, new Disavowal(session, realm, user))));
    }

    private Response ask(Request request, String key) {
        ToldChange told = request.token().told();
        return form(request)
                .setAttribute(
                        "mfa",
                        Map.of(
                                "operation",
                                told.key(),
                                "device",
                                new Verbatim(told.device()),
                                "previousName",
                                new Verbatim(told.previousName()),
                                "account",
                                new Verbatim(request.user().getUsername()),
                                "by",
                                told.by(),
                                "date",
                                new UserTime(session, request.user()).say(Instant.ofEpochMilli(told.time())),
                                "ipAddress",
                                new Verbatim(told.ipAddress()),
                                "key",
                                key,
                                "action",
                                session.getContext().getUri().getAbsolutePath().toString()))
                .createForm("mfa-disavow.ftl");
    }

    private Response done(Request request, Reaction.Done done) {
        Undone undone = done.undone();
        return form(request)
                .setAttribute("mfa", Map.of("undone", undone.name(), "password", done.password()))
                .createForm("mfa-disavowed.ftl");
    }

    private Response told(Request request, String message) {
        return form(request).setInfo(message).createInfoPage();
    }

    private LoginFormsProvider form(Request request) {
        return session.getProvider(LoginFormsProvider.class).setUser(request.user());
    }

    private Response invalid() {
        return session.getProvider(LoginFormsProvider.class)
                .setError("mfaDisavowInvalid")
                .createErrorPage(Response.Status.BAD_REQUEST);
    }
}
