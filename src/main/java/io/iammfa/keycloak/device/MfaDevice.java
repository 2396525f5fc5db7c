package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.credential.dto.WebAuthnCredentialData;
import org.keycloak.util.JsonSerialization;

/**
 * A device that a user owns.
 *
 * @param id the id of the stock credential
 * @param name what its owner calls it; empty for a device from before that was never named
 * @param kind {@code totp}, {@code hotp} or {@code webauthn}
 * @param createdAt when it was assigned
 * @param lastUsedAt when its owner last signed in or proved themselves with it, or null for never
 * @param clockDriftSeconds how far its clock is ahead of the server's, in whole time steps; 0 for all but TOTP
 * @param key what is known of a security key or passkey, or null for another device
 * @param serialNumber that of a hardware token, as printed, or null for another device
 */
public record MfaDevice(
        String id,
        String name,
        String kind,
        Instant createdAt,
        Instant lastUsedAt,
        long clockDriftSeconds,
        SecurityKey key,
        String serialNumber) {

    /** A clock that is further off than this, in time steps, should be set, or the device replaced. */
    public static final int MAX_DRIFT_STEPS = 10;

    /**
     * A security key or passkey.
     *
     * @param credentialId the id under which browsers know it, base64url without padding
     * @param aaguid the model of the authenticator, or all zeros where it does not tell; may be null
     * @param transports how it is reached: {@code usb}, {@code nfc}, {@code ble}, {@code internal}, {@code hybrid}; may
     *     be empty
     */
    public record SecurityKey(String credentialId, String aaguid, Set<String> transports) {

        private static final Logger LOG = Logger.getLogger(MfaDevice.class);

        /**
         * Reads a credential's public parameters, as Keycloak stores them.
         *
         * @return the key, or empty if it can't be read, which is logged
         */
        public static Optional<SecurityKey> read(String id, String credentialData) {
            try {
                WebAuthnCredentialData data = JsonSerialization.readValue(credentialData, WebAuthnCredentialData.class);
                return Optional.of(new SecurityKey(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(Base64.getMimeDecoder().decode(data.getCredentialId())),
                        data.getAaguid(),
                        data.getTransports() == null ? Set.of() : Set.copyOf(data.getTransports())));
            } catch (IOException | RuntimeException e) {
                LOG.warnf(
                        "the WebAuthn credential %s can't be read: %s",
                        id, e.getClass().getName());
                return Optional.empty();
            }
        }
    }

    /** Whether it is a security key or passkey; only the others show codes. */
    public boolean isKey() {
        return DeviceType.WEBAUTHN.id().equals(kind);
    }

    /** What it is, whether its codes go by time or by count. */
    public DeviceType type() {
        return isKey() ? DeviceType.WEBAUTHN : serialNumber == null ? DeviceType.TOTP : DeviceType.HARDWARE;
    }
}
