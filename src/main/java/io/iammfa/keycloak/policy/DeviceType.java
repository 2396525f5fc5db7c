package io.iammfa.keycloak.policy;

import java.util.Arrays;
import java.util.Optional;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;

/** What a device may be. */
public enum DeviceType {

    /** An authenticator app, time-based or, where the realm's OTP policy says so, counter-based. */
    TOTP("totp", OTPCredentialModel.TYPE),

    /** A security key, or a passkey that stands beside a password. */
    WEBAUTHN("webauthn", WebAuthnCredentialModel.TYPE_TWOFACTOR),

    /** A hardware token of the realm's inventory, time-based or counter-based. */
    HARDWARE("hardware", OTPCredentialModel.TYPE);

    private final String id;
    private final String credentialType;

    DeviceType(String id, String credentialType) {
        this.id = id;
        this.credentialType = credentialType;
    }

    /** The word for it in settings and forms. */
    public String id() {
        return id;
    }

    /** The type of the stock credential that it is stored as. */
    public String credentialType() {
        return credentialType;
    }

    /** The type of that id. */
    public static Optional<DeviceType> of(String id) {
        return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }

    /** The first type that is stored as such credentials; empty for all credentials that are no devices. */
    public static Optional<DeviceType> ofCredential(String credentialType) {
        return Arrays.stream(values())
                .filter(type -> type.credentialType.equals(credentialType))
                .findFirst();
    }
}
