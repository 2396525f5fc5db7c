package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import java.util.Locale;

/** By what users sign in, for whoever counts. */
public enum Means {
    /** An authenticator app whose codes go by time. */
    TOTP,
    /** An authenticator app whose codes go by count. */
    HOTP,
    /** A hardware token of the inventory. */
    HARDWARE,
    /** A security key, or a passkey beside a password. */
    WEBAUTHN,
    /** A temporary pass. */
    PASS,
    /** One of Keycloak's recovery codes. */
    RECOVERY_CODE,
    /** A passkey in the place of the password, which is trusted to be a second factor as well. */
    PASSKEY,
    /** A code that the user's storage checks. */
    STORAGE,
    /** Nothing that can be told: a wrong code where no device was chosen, or nothing was looked at. */
    UNKNOWN;

    /** What a device is. */
    public static Means of(MfaDevice device) {
        if (device.type() == DeviceType.HARDWARE) {
            return HARDWARE;
        }
        return valueOf(device.kind().toUpperCase(Locale.ROOT));
    }

    /** The word for it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
