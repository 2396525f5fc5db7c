package io.iammfa.keycloak.guard;

import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.broker.provider.IdpLinkAction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Takes the place of Keycloak's {@code idp_link}: an account elsewhere signs in without a device. */
public final class LinkAccount extends IdpLinkAction {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ProvedFirst.before(session, super.create(session));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        super.postInit(factory);
        factory.register(new LinkGuard());
    }

    @Override
    public int order() {
        return 100;
    }
}
