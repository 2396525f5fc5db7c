package io.iammfa.keycloak.signin;

import java.util.List;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.provider.ProviderConfigProperty;

/** The authenticator "MFA device form" of browser flows. */
public final class MfaDeviceFormFactory implements AuthenticatorFactory {

    @Override
    public Authenticator create(KeycloakSession session) {
        return new MfaDeviceForm();
    }

    @Override
    public String getId() {
        return "mfa-device-form";
    }

    /** Keycloak counts brute-force failures, and offers other ways to sign in, by this category. */
    @Override
    public String getReferenceCategory() {
        return OTPCredentialModel.TYPE;
    }

    /** The account console shows users what they have of these. */
    @Override
    public Set<String> getOptionalReferenceCategories(KeycloakSession session) {
        return Set.of(WebAuthnCredentialModel.TYPE_TWOFACTOR);
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public AuthenticationExecutionModel.Requirement[] getRequirementChoices() {
        return new AuthenticationExecutionModel.Requirement[] {
            AuthenticationExecutionModel.Requirement.REQUIRED,
            AuthenticationExecutionModel.Requirement.ALTERNATIVE,
            AuthenticationExecutionModel.Requirement.DISABLED
        };
    }

    /** Who has no device yet is led to the wizard. */
    @Override
    public boolean isUserSetupAllowed() {
        return true;
    }

    @Override
    public String getDisplayType() {
        return "MFA device form";
    }

    @Override
    public String getHelpText() {
        return "Asks for a code of one of the user's MFA devices. Enable the required action \"Assign MFA device\" too:"
                + " a realm without it refuses to sign anyone in here.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return SignInSettings.properties();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
