package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Where the account console leads those who set up a device. */
final class CreateAction {

    private CreateAction() {}

    /** Who owns a device goes on to the page with all that can be done; who owns none, straight to the wizard. */
    static String of(KeycloakSession session, UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        boolean toPage = MfaPolicy.isManaged(realm) && user != null && new MfaDevices(session, realm, user).any();
        return toPage ? MfaPolicy.MANAGE_ACTION : MfaPolicy.REQUIRED_ACTION;
    }
}
