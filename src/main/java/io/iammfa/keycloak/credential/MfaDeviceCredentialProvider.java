package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Keycloak's OTP credentials under the rules of {@link MfaDevices}, in realms that opted in; elsewhere as ever. */
final class MfaDeviceCredentialProvider extends OTPCredentialProvider {

    /** Another room's required action, which an admin may have left out. */
    private static final String MANAGE = "MANAGE_MFA_DEVICES";

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
                .createAction(createAction(context.getUser()))
                .removeable(true)
                .build(session);
    }

    /** Who owns a device goes on to the page with all that can be done; who owns none, straight to the wizard. */
    private String createAction(UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        RequiredActionProviderModel manage = realm.getRequiredActionProviderByAlias(MANAGE);
        boolean toPage =
                manage != null && manage.isEnabled() && user != null && new MfaDevices(session, realm, user).any();
        return toPage ? MANAGE : MfaPolicy.REQUIRED_ACTION;
    }

    /**
     * What others add for a user who is signing in or signed in keeps the rules. Admins and imports restore what there
     * was before.
     *
     * @throws ModelException if the user owns as many devices as the realm allows, or one of that name, or has to prove
     *     one first
     */
    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        if (MfaPolicy.of(realm).optedIn() && isOwn(user)) {
            MfaDevices devices = new MfaDevices(session, realm, user);
            AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
            boolean proved = authSession != null && DeviceSession.isProved(session, realm, user, authSession)
                    || DeviceSession.isProved(
                            session, realm, user, session.getContext().getUserSession());
            if (!proved && MfaPolicy.of(realm).proofRequired() && devices.any()) {
                throw new ModelException("Prove an MFA device first");
            }
            if (devices.isFull()) {
                throw new ModelException("As many MFA devices as are allowed");
            }
            String label = credential.getUserLabel();
            if (label != null && DeviceName.problem(label) == null && devices.owns(new DeviceName(label), null)) {
                throw new ModelDuplicateException("MFA device of the same name", CredentialModel.USER_LABEL);
            }
        }
        return super.createCredential(realm, user, credential);
    }

    private boolean isOwn(UserModel user) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        UserSessionModel userSession = session.getContext().getUserSession();
        return authSession != null
                        && authSession.getAuthenticatedUser() != null
                        && authSession.getAuthenticatedUser().getId().equals(user.getId())
                || userSession != null && userSession.getUser().getId().equals(user.getId());
    }
}
