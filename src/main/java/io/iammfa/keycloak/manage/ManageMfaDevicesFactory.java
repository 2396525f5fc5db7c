package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The required action "Manage MFA devices". */
public final class ManageMfaDevicesFactory implements RequiredActionFactory {

    public static final String ID = MfaPolicy.MANAGE_ACTION;
    public static final String NAME = "Manage MFA devices";

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new ManageMfaDevices();
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayText() {
        return NAME;
    }

    /** A link in a mail leads here once. */
    @Override
    public boolean isOneTimeAction() {
        return true;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
