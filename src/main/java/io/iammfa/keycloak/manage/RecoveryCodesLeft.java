package io.iammfa.keycloak.manage;

import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.requiredactions.RecoveryAuthnCodesAction;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.models.credential.dto.RecoveryAuthnCodesCredentialData;
import org.keycloak.models.utils.RecoveryAuthnCodesUtils;
import org.keycloak.util.JsonSerialization;

/** How many of Keycloak's recovery codes a user has left. */
final class RecoveryCodesLeft {

    private static final Logger LOG = Logger.getLogger(RecoveryCodesLeft.class);

    private RecoveryCodesLeft() {}

    /** How many, where they are fewer than Keycloak's own setting says that a user should have; empty otherwise, and without any. */
    static Optional<Integer> few(RealmModel realm, UserModel user) {
        try {
            CredentialModel codes = RecoveryAuthnCodesUtils.getCredential(user).orElse(null);
            return codes == null
                    ? Optional.empty()
                    : Optional.of(JsonSerialization.readValue(
                                            codes.getCredentialData(), RecoveryAuthnCodesCredentialData.class)
                                    .getRemainingCodes())
                            .filter(left -> left < threshold(realm));
        } catch (IOException | RuntimeException unreadable) {
            LOG.warnf(
                    "the recovery codes of the user %s can't be read: %s",
                    user.getId(), unreadable.getClass().getName());
            return Optional.empty();
        }
    }

    private static int threshold(RealmModel realm) {
        RequiredActionProviderModel action =
                realm.getRequiredActionProviderByAlias(RequiredAction.CONFIGURE_RECOVERY_AUTHN_CODES.name());
        String own = action == null || action.getConfig() == null
                ? null
                : action.getConfig().get(RecoveryAuthnCodesAction.WARNING_THRESHOLD);
        return own == null ? realm.getPasswordPolicy().getRecoveryCodesWarningThreshold() : Integer.parseInt(own);
    }
}
