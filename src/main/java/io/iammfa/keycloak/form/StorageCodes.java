package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.MfaDevices;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/** Codes that a user storage checks itself; its users own no authenticator apps here. */
public final class StorageCodes {

    private StorageCodes() {}

    /**
     * Whether the user's storage accepts a code.
     *
     * @param devices the user's
     */
    public static boolean isValid(MfaDevices devices, UserModel user, String code) {
        return devices.apps().isEmpty()
                && user.credentialManager().isValid(new UserCredentialModel("", OTPCredentialModel.TYPE, code));
    }
}
