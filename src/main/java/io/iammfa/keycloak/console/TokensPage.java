package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.admin.TokenTable;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.token.TokenState;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.utils.FormMessage;

/** The hardware tokens of a realm. */
final class TokensPage {

    /** The state of tokens; a parameter of the name {@code state} is the sign-in's, which takes it away. */
    private static final String STATE = "status";

    private static final List<String> FILTERS = List.of(STATE, "search", "model");
    private static final String DELETED = "delete";

    private final Visit visit;

    TokensPage(Visit visit) {
        this.visit = visit;
    }

    /** Where it is told that a token was deleted. */
    static String deleted(Links links) {
        return links.tokens(Map.of("done", DELETED));
    }

    Response show() {
        Map<String, String> filter = new HashMap<>();
        for (String name : FILTERS) {
            filter.put(name, visit.parameter(name));
        }
        MultivaluedMap<String, String> asked = new MultivaluedHashMap<>();
        asked.putAll(visit.query());
        asked.remove("done");
        asked.remove(STATE);
        asked.putSingle("state", visit.parameter(STATE));
        Map<String, Object> model = new HashMap<>();
        model.put("filter", filter);
        model.put(
                "states", Arrays.stream(TokenState.values()).map(TokenState::id).toList());
        model.put("keeps", visit.operations().caller().keepsInventory());
        model.put("done", DELETED.equals(visit.parameter("done")) ? DELETED : "");
        model.put("next", "");
        try {
            TokenTable table = TokenTable.of(visit.tokens(), asked);
            UserTime time = new UserTime(visit.session(), visit.admin().user());
            model.put(
                    "tokens",
                    table.tokens().stream()
                            .map(token -> TokenLine.of(visit, token, time))
                            .toList());
            if (table.nextMarker() != null) {
                Map<String, String> next = new HashMap<>(filter);
                next.put("marker", table.nextMarker());
                model.put("next", visit.links().tokens(next));
            }
            return visit.show("mfa-console-tokens.ftl", model);
        } catch (Refusal refusal) {
            if (refusal.reason() != Refusal.Reason.UNUSABLE) {
                throw refusal;
            }
            model.put("tokens", List.of());
            return visit.show(
                    "mfa-console-tokens.ftl",
                    model,
                    List.of(new FormMessage("filter", Words.of(refusal).getMessage())));
        }
    }
}
