package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.pass.Passes;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.List;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The authenticator "MFA device form" of browser flows. */
public final class MfaDeviceFormFactory implements AuthenticatorFactory {

    @Override
    public Authenticator create(KeycloakSession session) {
        return isOfPass(session) ? new MfaDeviceForm() : new MfaDeviceForm.Sorted();
    }

    /** Whether the user has a temporary pass alone, which is no credential of Keycloak's. */
    private static boolean isOfPass(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        UserModel user = authSession == null ? null : authSession.getAuthenticatedUser();
        return user != null
                && MfaPolicy.of(realm).optedIn()
                && !user.credentialManager().isConfiguredFor(OTPCredentialModel.TYPE)
                && !new MfaDevices(session, realm, user).any()
                && new Passes(session, realm, user).anyOpen();
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
