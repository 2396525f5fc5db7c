package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.SignInTally;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import io.iammfa.keycloak.seed.OtpSecret;
import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import java.util.Optional;
import java.util.Set;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Keycloak's OTP credentials under the rules of {@link MfaDevices}, in realms that opted in; elsewhere as ever. */
final class MfaDeviceCredentialProvider extends OTPCredentialProvider {

    MfaDeviceCredentialProvider(KeycloakSession session) {
        super(session);
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        if (!MfaPolicy.of(realm).optedIn() && !isSealed(user, input.getCredentialId())) {
            return super.isValid(realm, user, input);
        }
        MfaDevices devices = new MfaDevices(session, realm, user);
        SignInTally tally = new SignInTally(session, realm);
        if (devices.codes().isPaused()) {
            // no device is meant where a proof asks the user's storage
            devices.find(input.getCredentialId()).ifPresent(meant -> tally.locked());
            return false;
        }
        Optional<MfaDevice> accepted = devices.codes().verify(input.getCredentialId(), input.getChallengeResponse());
        accepted.map(Means::of).ifPresent(tally::accepted);
        // the user's storage may have been meant
        Optional<MfaDevice> chosen = devices.find(input.getCredentialId());
        if (accepted.isEmpty() && chosen.isPresent()) {
            tally.refused(chosen, devices);
            devices.codes().failed();
        }
        return accepted.isPresent();
    }

    /** A seed that Keycloak itself can't read. */
    private static boolean isSealed(UserModel user, String credentialId) {
        return Optional.ofNullable(credentialId)
                .map(id -> user.credentialManager().getStoredCredentialById(id))
                .map(CredentialModel::getSecretData)
                .flatMap(OtpSecret::seed)
                .flatMap(Seeds::keyOf)
                .isPresent();
    }

    /**
     * In the account console authenticator apps stand beside security keys, and one link leads to the page, or to the
     * wizard, of both. Among the ways to sign in there is one for all devices.
     */
    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        MfaPolicy policy = MfaPolicy.of(session.getContext().getRealm());
        if (!policy.optedIn()) {
            return super.getCredentialTypeMetadata(context);
        }
        boolean signsIn = session.getContext().getAuthenticationSession() != null;
        CredentialTypeMetadata.CredentialTypeMetadataBuilder builder = CredentialTypeMetadata.builder()
                .type(getType())
                .category(CredentialTypeMetadata.Category.TWO_FACTOR)
                .displayName(signsIn ? "mfaDevices" : "mfaTypeApp")
                .helpText("mfaDevicesHelp")
                .iconCssClass("kcAuthenticatorOTPClass")
                .removeable(new SelfService(session, session.getContext().getRealm()).isRemovable(context.getUser()));
        if (leads(policy)) {
            builder.createAction(CreateAction.of(session, context.getUser()));
        }
        return builder.build(session);
    }

    /** Whether the one link of the account console stands here. */
    static boolean leads(MfaPolicy policy) {
        return !policy.deviceTypes().equals(Set.of(DeviceType.WEBAUTHN));
    }

    /**
     * What others add for a user who is signing in or signed in keeps the rules. Admins and imports restore what there
     * was before.
     *
     * @throws ModelException if the user owns as many devices as the realm allows, or one of that name, or has to prove
     *     one first, or the realm allows no authenticator apps
     */
    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        OwnChange change = new OwnChange(session, realm, user);
        MfaPolicy policy = UserPolicy.of(realm, user).policy();
        if (policy.optedIn() && change.isOwn()) {
            change.requireUser();
            MfaDevices devices = new MfaDevices(session, realm, user);
            devices.lock();
            if (policy.asksForProof(devices.any()) && !change.isProved()) {
                throw new ModelException(change.words("mfaProofIntro"));
            }
            if (!policy.deviceTypes().contains(DeviceType.TOTP)) {
                throw new ModelException(change.words("mfaDeviceTypeNotAllowed"));
            }
            if (devices.isFull()) {
                throw new ModelException(change.words("mfaLimitReached", policy.maxDevices()));
            }
            String label = credential.getUserLabel();
            if (label != null && DeviceName.problem(label) == null && devices.owns(new DeviceName(label), null)) {
                throw new ModelDuplicateException(change.words("mfaDeviceNameTaken"), CredentialModel.USER_LABEL);
            }
        }
        if (!policy.seedKey().isEmpty()) {
            credential.setId(Optional.ofNullable(credential.getId()).orElseGet(KeycloakModelUtils::generateId));
            Place place = Place.ofDevice(user.getId(), credential.getId());
            credential.setSecretData(OtpSecret.rewrite(credential.getSecretData(), seed -> Seeds.of(session, realm)
                            .renew(seed, place))
                    .orElse(credential.getSecretData()));
        }
        return super.createCredential(realm, user, credential);
    }
}
