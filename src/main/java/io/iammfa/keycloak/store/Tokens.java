package io.iammfa.keycloak.store;

import java.util.Optional;

/** The hardware tokens of a realm, as one user meets them. Whoever asks has locked the user's devices first. */
public interface Tokens {

    /**
     * A token that this user may take, which nobody else takes before this transaction ends: one that waits for anybody or
     * for this user. Empty for every other one, whatever the reason.
     *
     * @param serial any text
     */
    Optional<TokenRow> take(String serial);

    /** Makes a token that was taken this user's device. */
    void activate(TokenRow token, String credentialId);
}
