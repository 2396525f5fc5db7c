package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Keycloak's OTP credentials under the rules of {@link MfaDevices}, in realms that opted in; elsewhere as ever. */
final class MfaDeviceCredentialProvider extends OTPCredentialProvider {

    MfaDeviceCredentialProvider(KeycloakSession session) {
        super(session);
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        if (!MfaPolicy.of(realm).optedIn()) {
            return super.isValid(realm, user, input);
        }
        return new MfaDevices(session, realm, user)
                .verify(input.getCredentialId(), input.getChallengeResponse())
                .isPresent();
    }

    /** In the account console the devices stand under their own title, and setting one up leads to the wizard. */
    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        if (!MfaPolicy.of(session.getContext().getRealm()).optedIn()) {
            return super.getCredentialTypeMetadata(context);
        }
        return CredentialTypeMetadata.builder()
                .type(getType())
                .category(CredentialTypeMetadata.Category.TWO_FACTOR)
                .displayName("mfaDevices")
                .helpText("mfaDevicesHelp")
                .iconCssClass("kcAuthenticatorOTPClass")
                .createAction(MfaPolicy.REQUIRED_ACTION)
                .removeable(true)
                .build(session);
    }

    @Override
    public boolean deleteCredential(RealmModel realm, UserModel user, String credentialId) {
        boolean deleted = super.deleteCredential(realm, user, credentialId);
        if (deleted && MfaPolicy.of(realm).optedIn()) {
            new MfaDevices(session, realm, user).forget(credentialId);
        }
        return deleted;
    }
}
