package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.MissingRows;
import jakarta.ws.rs.core.HttpHeaders;
import org.keycloak.Config;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Brings {@code /admin/realms/{realm}/mfa-devices} into Keycloak's admin REST API. */
public final class MfaDevicesAdminFactory implements AdminRealmResourceProviderFactory, AdminRealmResourceProvider {

    /** The folder of the API below a realm. */
    static final String ID = "mfa-devices";

    private final MissingRows missingRows = new MissingRows();

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public Object getResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        refuseUnreadable(session);
        return new MfaDevicesResource(DeviceOperations.of(session, realm, auth, adminEvent), missingRows);
    }

    /** Where a request's Content-Type can't be parsed, Keycloak fails to add its security headers to any answer. */
    static void refuseUnreadable(KeycloakSession session) {
        try {
            session.getContext().getRequestHeaders().getMediaType();
        } catch (IllegalArgumentException e) {
            session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
            throw Refusal.validation(HttpHeaders.CONTENT_TYPE, "a media type as application/json");
        }
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
