package io.iammfa.keycloak.admin;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Brings {@code /admin/realms/{realm}/mfa-tokens} into Keycloak's admin REST API. */
public final class MfaTokensAdminFactory implements AdminRealmResourceProviderFactory, AdminRealmResourceProvider {

    /** The folder of the API below a realm. */
    static final String ID = "mfa-tokens";

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public Object getResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        MfaDevicesAdminFactory.refuseUnreadable(session);
        return new TokensResource(new TokenOperations(
                DeviceOperations.of(session, realm, auth, adminEvent),
                auth.adminAuth().getUser()));
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
