package io.iammfa.keycloak.token;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a hardware token is in its life. */
public enum TokenState {

    /** It waits for whoever takes it. */
    AVAILABLE,

    /** It waits for one user. */
    RESERVED,

    /** It is a device of a user's. */
    ACTIVE,

    /** It was a device, and waits for its next user; no code that was used before is accepted again. */
    RETURNED,

    /** It is out of use for good, and its seed is wiped. */
    RETIRED,

    /** Nobody knows where it is, so that nobody can activate it. */
    LOST;

    /** The word for it in the database and over REST. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TokenState> of(String id) {
        return Arrays.stream(values()).filter(state -> state.id().equals(id)).findFirst();
    }
}
