package io.iammfa.keycloak.guard;

import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.UpdateEmail;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@code UPDATE_EMAIL}: the address gets the mails that reset credentials, and those that tell of changes. */
public final class ChangeEmail extends UpdateEmail {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ProvedFirst.before(session, super.create(session));
    }

    @Override
    public int order() {
        return 100;
    }
}
