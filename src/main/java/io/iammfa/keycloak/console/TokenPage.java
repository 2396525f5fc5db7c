package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.admin.TokenAction;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.TypedToken;
import io.iammfa.keycloak.token.Token;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** One hardware token of the inventory, and what can be done with it. */
final class TokenPage {

    private static final String USERNAME = "username";

    /** What there is no way back from, so that it is asked once more. */
    private static final Set<TokenAction> CONFIRMED = Set.of(TokenAction.LOST, TokenAction.RETIRE, TokenAction.DELETE);

    private final Visit visit;

    TokenPage(Visit visit) {
        this.visit = visit;
    }

    private static Optional<TokenAction> action(String id) {
        return Arrays.stream(TokenAction.values())
                .filter(action -> action.id().equals(id))
                .findFirst();
    }

    Response show() {
        String serial = visit.parameter(TypedToken.FIELD_SERIAL);
        Token token = visit.tokens().token(serial);
        Optional<TokenAction> asked = action(visit.parameter(Pages.ACTION)).filter(CONFIRMED::contains);
        if (asked.isPresent()) {
            visit.operations().caller().requireRealm();
            if (!visit.isFresh()) {
                return visit.signInAgain(confirm(serial, asked.get()));
            }
        }
        return show(
                token,
                asked.filter(TokenAction.of(visit.tokens(), token)::contains).orElse(null),
                visit.parameter(USERNAME),
                List.of());
    }

    private String confirm(String serial, TokenAction action) {
        return visit.links().token(serial, Map.of(Pages.ACTION, action.id()));
    }

    /** The page with what was typed, for after a sign-in. */
    String again() {
        return visit.links().token(visit.field(TypedToken.FIELD_SERIAL), Map.of(USERNAME, visit.field(USERNAME)));
    }

    /** @param asked what is to be confirmed, or null */
    private Response show(Token token, TokenAction asked, String username, List<FormMessage> errors) {
        Map<String, Object> model = new HashMap<>();
        model.put(
                "token",
                TokenLine.of(
                        visit,
                        token,
                        new UserTime(visit.session(), visit.admin().user())));
        model.put("typed", username);
        model.put("done", action(visit.parameter("done")).map(TokenAction::id).orElse(""));
        if (asked != null) {
            model.put("action", asked.id());
            return visit.show("mfa-console-token-confirm.ftl", model, errors);
        }
        model.put(
                "actions",
                TokenAction.of(visit.tokens(), token).stream()
                        .map(TokenAction::id)
                        .toList());
        return visit.show("mfa-console-token.ftl", model, errors);
    }

    /** Takes a button. */
    Response change() {
        String serial = visit.field(TypedToken.FIELD_SERIAL);
        TokenAction action = action(visit.field(Pages.ACTION)).orElse(null);
        if (action == null) {
            return visit.to(visit.links().token(serial));
        }
        try {
            return switch (action) {
                case RESERVE -> reserve(serial);
                case FREE -> done(visit.tokens().reserve(serial, null), action);
                case LOST -> done(visit.tokens().lose(serial), action);
                case RETIRE -> done(visit.tokens().retire(serial), action);
                case DELETE -> {
                    visit.tokens().delete(serial);
                    yield visit.to(TokensPage.deleted(visit.links()));
                }
            };
        } catch (Refusal refusal) {
            return switch (refusal.reason()) {
                // the other click of a double click
                case TOKEN_UNKNOWN -> {
                    if (action != TokenAction.DELETE) {
                        throw refusal;
                    }
                    yield visit.to(TokensPage.deleted(visit.links()));
                }
                case TOKEN_IN_USE, TOKEN_OUT_OF_USE ->
                    show(
                            visit.tokens().token(serial),
                            null,
                            visit.field(USERNAME),
                            List.of(new FormMessage("global", Words.of(refusal).getMessage())));
                default -> throw refusal;
            };
        }
    }

    private Response done(Token token, TokenAction action) {
        return visit.to(visit.links().token(token.serial(), Map.of("done", action.id())));
    }

    private Response reserve(String serial) {
        String typed = visit.field(USERNAME);
        Optional<UserModel> user = visit.tokens().candidate(typed.strip());
        if (user.isEmpty()) {
            return show(
                    visit.tokens().token(serial),
                    null,
                    typed,
                    List.of(new FormMessage(USERNAME, "mfaConsoleTokenNoUser")));
        }
        return done(visit.tokens().reserve(serial, user.get().getId()), TokenAction.RESERVE);
    }
}
