package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.StockChanges;
import io.iammfa.keycloak.guard.Impersonation;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.ForbiddenException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * Stands where Keycloak stores credentials, and so on every path that renames or deletes one. The account REST API, for
 * one, does both with nothing but a token: users who own a device need a session that proved one. Admins who act for
 * others, imports and authentication flows have their own checks. What passes is noted in the side table.
 */
final class ChangeGuard {

    private final KeycloakSession session;

    ChangeGuard(KeycloakSession session) {
        this.session = session;
    }

    /** Notes a credential that was stored just now. */
    CredentialModel created(RealmModel realm, String userId, CredentialModel credential) {
        if (DeviceType.ofCredential(credential.getType()).isPresent()
                && MfaPolicy.of(realm).optedIn()) {
            stock(realm, userId).stored(credential);
        }
        return credential;
    }

    /**
     * Runs a change of a stored credential.
     *
     * @throws ForbiddenException if the owner has to prove a device first
     */
    void update(RealmModel realm, String userId, CredentialModel changed, Runnable change) {
        // passwords are changed here too, and need no look at the devices
        Optional<MfaDevice> device = DeviceType.ofCredential(changed.getType()).isPresent()
                ? device(realm, userId, changed.getId())
                : Optional.empty();
        boolean renamed = device.filter(before -> !before.name()
                        .equals(Optional.ofNullable(changed.getUserLabel())
                                .orElse("")
                                .strip()))
                .isPresent();
        if (renamed) {
            check(realm, userId);
        }
        change.run();
        if (renamed) {
            stock(realm, userId).renamed(changed.getId(), changed.getUserLabel());
        }
    }

    /**
     * Runs a removal of a stored credential.
     *
     * @throws ForbiddenException if the owner has to prove a device first
     */
    boolean remove(RealmModel realm, String userId, String credentialId, BooleanSupplier removal) {
        Optional<MfaDevice> device = device(realm, userId, credentialId);
        if (device.isPresent()) {
            check(realm, userId);
            // the row first, as in every other change: the opposite order could end in a deadlock with one
            stock(realm, userId).deleted(credentialId);
        }
        return removal.getAsBoolean();
    }

    private Optional<MfaDevice> device(RealmModel realm, String userId, String credentialId) {
        return MfaPolicy.of(realm).optedIn() ? devices(realm, userId).find(credentialId) : Optional.empty();
    }

    private void check(RealmModel realm, String userId) {
        UserSessionModel userSession = session.getContext().getUserSession();
        if (userSession != null
                && userSession.getUser().getId().equals(userId)
                && Impersonation.isActive(session, realm, userSession.getUser(), null, userSession)) {
            throw new ForbiddenException("MFA devices are changed by users themselves");
        }
        if (MfaPolicy.of(realm).proofRequired()
                && userSession != null
                && userSession.getUser().getId().equals(userId)
                && !DeviceSession.isProved(session, realm, userSession.getUser(), userSession)) {
            throw new ForbiddenException(
                    "Prove an MFA device first: sign in with one, or use the page for MFA devices");
        }
    }

    private StockChanges stock(RealmModel realm, String userId) {
        return new StockChanges(session, realm, userId);
    }

    private MfaDevices devices(RealmModel realm, String userId) {
        UserModel user = session.users().getUserById(realm, userId);
        return new MfaDevices(session, realm, user);
    }
}
