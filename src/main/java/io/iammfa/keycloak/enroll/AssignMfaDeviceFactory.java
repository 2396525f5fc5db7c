package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.PolicySettings;
import io.iammfa.keycloak.seed.SeedKeySetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/** The required action "Assign MFA device". Enabling it opts a realm in; its settings are the realm's MFA policy. */
public final class AssignMfaDeviceFactory implements RequiredActionFactory, ServerInfoAwareProviderFactory {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new AssignMfaDevice();
    }

    @Override
    public String getId() {
        return MfaPolicy.REQUIRED_ACTION;
    }

    @Override
    public String getDisplayText() {
        return "Assign MFA device";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        List<ProviderConfigProperty> properties = new ArrayList<>(PolicySettings.properties());
        properties.addAll(MAX_AUTH_AGE_CONFIG_PROPERTIES);
        return properties;
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, RequiredActionConfigModel model) {
        RequiredActionFactory.super.validateConfig(session, realm, model);
        PolicySettings.validate(model);
        SeedKeySetting.validate(session, realm, model);
    }

    /** Which version of the jar is installed, for the admin console's page of providers. */
    @Override
    public Map<String, String> getOperationalInfo() {
        String version = AssignMfaDeviceFactory.class.getPackage().getImplementationVersion();
        return version == null ? Map.of() : Map.of("version", version);
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
