package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * The rule for callers who act on devices of their own: no right stands for the proof that the realm asks all its users
 * for.
 */
final class OwnDevices {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminAuth caller;

    OwnDevices(KeycloakSession session, RealmModel realm, AdminAuth caller) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
    }

    /** Refuses whoever would change devices of their own and has not proved one. */
    void requireProof(UserModel owner) {
        if (!isCaller(owner)) {
            return;
        }
        UserSessionModel userSession = session.getContext().getUserSession();
        if (userSession != null && userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null) {
            throw Refusal.impersonated();
        }
        if (!proves(owner) && MfaPolicy.of(realm).asksForProof(new MfaDevices(session, realm, owner).any())) {
            throw Refusal.proofMissing();
        }
    }

    /** Whether the caller need not prove themselves any more before a device of that owner's is changed. */
    boolean proves(UserModel owner) {
        return !isCaller(owner)
                || DeviceSession.isProved(
                        session, realm, owner, session.getContext().getUserSession());
    }

    /** Whether a user is the caller, or the admin who acts as the caller. */
    boolean isCallerOrBehind(UserModel user) {
        UserSessionModel userSession = session.getContext().getUserSession();
        return isCaller(user)
                || userSession != null
                        && user.getId()
                                .equals(userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()));
    }

    /** An admin of another realm is somebody else, whatever their id. */
    private boolean isCaller(UserModel user) {
        return caller.getRealm().getId().equals(realm.getId())
                && caller.getUser().getId().equals(user.getId());
    }
}
