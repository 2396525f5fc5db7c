package io.iammfa.keycloak.guard;

import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.DeleteAccount;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@code delete_account}: all devices go with the account. */
public final class RemoveAccount extends DeleteAccount {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ProvedFirst.before(session, super.create(session));
    }

    @Override
    public int order() {
        return 100;
    }
}
