package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.guard.Impersonation;
import io.iammfa.keycloak.policy.FirstDevice;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.HttpMethod;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** Whether those who act on their own devices over Keycloak's APIs, with nothing but a token, have proved one. */
record SelfService(KeycloakSession session, RealmModel realm) {

    /**
     * Keycloak's answer to "can credentials of this type be removed?": it asks before its account API removes one, and in
     * lists, which show the button.
     *
     * @param user whose credential it is, or null where Keycloak does not say
     */
    boolean isRemovable(UserModel user) {
        return HttpMethod.GET.equals(session.getContext().getHttpRequest().getHttpMethod())
                || user == null
                || !isRefused(user);
    }

    /**
     * Whether the request is to change the address of its own user, to which the code before the first device would be
     * mailed, and who has not proved anything yet.
     */
    boolean isAddressRefused(UserModel user) {
        MfaPolicy policy = MfaPolicy.of(realm);
        return policy.firstDevice() == FirstDevice.VERIFIED_MAIL
                && isOwn(user)
                && !new MfaDevices(session, realm, user).any()
                && !DeviceSession.isProved(
                        session, realm, user, session.getContext().getUserSession());
    }

    private boolean isOwn(UserModel user) {
        UserSessionModel userSession = session.getContext().getUserSession();
        return userSession != null
                && userSession.getUser() != null
                && userSession.getUser().getId().equals(user.getId());
    }

    /**
     * Whether the request acts on its own user, who has not proved a device, as the realm wants it, or who is not that user
     * at all, but an admin who acts as them.
     */
    boolean isRefused(UserModel user) {
        UserSessionModel userSession = session.getContext().getUserSession();
        return isOwn(user)
                && (Impersonation.isActive(session, realm, user, null, userSession)
                        || MfaPolicy.of(realm).proofRequired()
                                && !DeviceSession.isProved(session, realm, user, userSession));
    }
}
