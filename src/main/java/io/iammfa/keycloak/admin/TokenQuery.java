package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.TokenFilter;
import io.iammfa.keycloak.token.TokenState;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The query parameters of a list of hardware tokens. */
final class TokenQuery {

    private TokenQuery() {}

    /** The filter of a list of hardware tokens, beside its page. */
    static TokenFilter filter(MultivaluedMap<String, String> parameters) {
        Query query = Query.of(parameters, "state", "search", "model", "user", "first", "max", "marker");
        String state = query.text("state");
        if (state != null && TokenState.of(state).isEmpty()) {
            throw Refusal.validation(
                    "state",
                    Arrays.stream(TokenState.values()).map(TokenState::id).collect(Collectors.joining(", ")));
        }
        return new TokenFilter(
                state == null ? null : TokenState.of(state).orElseThrow(),
                query.text("search"),
                query.text("model"),
                query.text("user"));
    }
}
