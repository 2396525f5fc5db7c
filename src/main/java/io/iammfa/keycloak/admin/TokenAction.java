package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.Token;
import io.iammfa.keycloak.token.TokenState;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.keycloak.models.UserModel;

/** What can be done with a hardware token of the inventory. */
public enum TokenAction {
    RESERVE,
    FREE,
    LOST,
    RETIRE,
    DELETE;

    /** The word for it in forms. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a token's state and the caller's rights leave to be done; the operations themselves decide. */
    public static Set<TokenAction> of(TokenOperations operations, Token token) {
        Set<TokenAction> all =
                switch (token.state()) {
                    case AVAILABLE, RETURNED -> EnumSet.of(RESERVE, LOST, RETIRE, DELETE);
                    case RESERVED -> EnumSet.allOf(TokenAction.class);
                    case LOST -> EnumSet.of(RETIRE, DELETE);
                    case RETIRED -> EnumSet.of(DELETE);
                    case ACTIVE -> EnumSet.noneOf(TokenAction.class);
                };
        Caller caller = operations.caller();
        if (!caller.keepsInventory()) {
            all.removeAll(Set.of(LOST, RETIRE, DELETE));
        }
        UserModel holder = token.state() == TokenState.RESERVED ? operations.holder(token) : null;
        if (!caller.managesSome() || holder != null && !caller.manages(holder)) {
            all.removeAll(Set.of(RESERVE, FREE));
        }
        return all;
    }
}
