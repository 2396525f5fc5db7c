package io.iammfa.keycloak.credential;

import com.webauthn4j.converter.util.ObjectConverter;
import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.KeyAdmission;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import java.util.Base64;
import org.keycloak.authentication.authenticators.browser.WebAuthnMetadataService;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.credential.WebAuthnCredentialModelInput;
import org.keycloak.credential.WebAuthnCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.models.utils.FormMessage;

/**
 * Keycloak's security keys of two-factor sign-in under the rules of {@link MfaDevices}, in realms that opted in;
 * elsewhere as ever.
 */
final class SecurityKeyCredentialProvider extends WebAuthnCredentialProvider {

    private final KeycloakSession session;

    SecurityKeyCredentialProvider(
            KeycloakSession session, WebAuthnMetadataService metadataService, ObjectConverter objectConverter) {
        super(session, metadataService, objectConverter);
        this.session = session;
    }

    /** Verifies a key as Keycloak does, and notes its use in the same transaction. */
    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        boolean valid = super.isValid(realm, user, input);
        if (valid && MfaPolicy.of(realm).optedIn() && input instanceof WebAuthnCredentialModelInput key) {
            byte[] credentialId = key.getAuthenticationRequest().getCredentialId();
            new MfaDevices(session, realm, user)
                    .codes()
                    .keyUsed(Base64.getUrlEncoder().withoutPadding().encodeToString(credentialId));
        }
        return valid;
    }

    /**
     * A key that users register themselves, wherever they do, becomes a device at once or not at all. Admins and imports
     * restore what there was before.
     *
     * @throws ModelException with words for the user, if the rules of devices refuse the key
     */
    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, WebAuthnCredentialModel key) {
        OwnChange change = new OwnChange(session, realm, user);
        if (!MfaPolicy.of(realm).optedIn() || !change.isOwn()) {
            return super.createCredential(realm, user, key);
        }
        change.requireUser();
        KeyAdmission admission = KeyAdmission.of(session)
                .orElseGet(() -> KeyAdmission.open(session, name(key, change), null, change.isProved()));
        Assigned result = new MfaDevices(session, realm, user)
                .assign(key, admission.name(), admission.replacedId(), admission.isProved());
        admission.answer(result);
        if (result instanceof Assigned.Refused refused) {
            throw new ModelException(
                    refusal(refused.reason(), UserPolicy.of(realm, user).policy(), change));
        }
        return key;
    }

    private static DeviceName name(WebAuthnCredentialModel key, OwnChange change) {
        DeviceName.Problem problem = DeviceName.problem(key.getUserLabel());
        if (problem == null) {
            return new DeviceName(key.getUserLabel());
        }
        FormMessage message = Pages.nameError(problem);
        throw new ModelException(change.words(message.getMessage(), message.getParameters()));
    }

    /** Keycloak's own page shows these words to whoever registers a key there. */
    private static String refusal(Assigned.Reason reason, MfaPolicy policy, OwnChange change) {
        return switch (reason) {
            case LIMIT_REACHED -> change.words("mfaLimitReached", policy.maxDevices());
            case NAME_TAKEN -> change.words("mfaDeviceNameTaken");
            case PROOF_MISSING -> change.words("mfaProofIntro");
            case TYPE_NOT_ALLOWED -> change.words("mfaDeviceTypeNotAllowed");
            case NOTHING_TO_REPLACE -> change.words("mfaDeviceGone");
            case CODES, TOKEN, TOO_MANY_TRIES -> throw new IllegalStateException("a key has no codes");
        };
    }

    /** In the account console one link is enough: that of the apps, which leads to the wizard of both, where there are any. */
    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        MfaPolicy policy = MfaPolicy.of(session.getContext().getRealm());
        CredentialTypeMetadata stock = super.getCredentialTypeMetadata(context);
        if (!policy.optedIn()) {
            return stock;
        }
        CredentialTypeMetadata.CredentialTypeMetadataBuilder builder = CredentialTypeMetadata.builder()
                .type(stock.getType())
                .category(stock.getCategory())
                .displayName(stock.getDisplayName())
                .helpText(stock.getHelpText())
                .iconCssClass(stock.getIconCssClass())
                .removeable(new SelfService(session, session.getContext().getRealm()).isRemovable(context.getUser()));
        if (!MfaDeviceCredentialProvider.leads(policy)) {
            builder.createAction(CreateAction.of(session, context.getUser()));
        }
        return builder.build(session);
    }
}
