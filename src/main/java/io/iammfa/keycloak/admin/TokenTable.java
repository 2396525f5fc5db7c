package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.Token;
import io.iammfa.keycloak.token.TokenFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/**
 * A page of a realm's hardware tokens.
 *
 * @param nextMarker where the next page begins, or null if this is the last one
 */
public record TokenTable(List<Token> tokens, String nextMarker) {

    private static final int PAGE = 50;

    /**
     * The page that query parameters ask for: {@code state}, {@code search}, {@code model}, {@code user}, and where it begins.
     *
     * @throws Refusal where a parameter can't be used
     */
    public static TokenTable of(TokenOperations operations, MultivaluedMap<String, String> parameters) {
        operations.caller().requireInventory();
        Query.Page asked = Query.pageBesideFilter(parameters);
        Pages<Token> page = read(operations, parameters, new Query.Page(asked.first(), PAGE, asked.marker()));
        return new TokenTable(page.entries(), page.nextMarker());
    }

    static Pages<Token> read(TokenOperations operations, MultivaluedMap<String, String> parameters, Query.Page asked) {
        TokenFilter filter = TokenQuery.filter(parameters);
        return Pages.read(
                asked,
                Markers.ofTokens(operations.devices().session()),
                (after, first, max) -> operations.inventory().page(filter, after, first, max),
                Token::serial,
                null);
    }
}
