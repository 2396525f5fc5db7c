package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.seed.OtpSecret;
import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.HashAlgorithm;
import io.iammfa.keycloak.totp.OneTimePassword;
import io.iammfa.keycloak.totp.TimeSteps;
import io.iammfa.keycloak.totp.Window;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPCredentialData;

/**
 * A device as it is stored: the stock credential and its row in the side table.
 *
 * @param row what the side table has of it, or null where it has nothing yet
 */
record StoredDevice(CredentialModel credential, DeviceRow row) {

    private static final Logger LOG = Logger.getLogger(StoredDevice.class);

    String id() {
        return credential.getId();
    }

    String name() {
        return Optional.ofNullable(credential.getUserLabel()).orElse("").strip();
    }

    /** A key for a device without a name of its own: no real name has the control character. */
    String ownNameKey() {
        return DeviceName.key(name() + '\0' + id());
    }

    /** Whether a credential is a device. */
    static boolean isDevice(CredentialModel credential) {
        return DeviceType.ofCredential(credential.getType()).isPresent();
    }

    boolean isKey() {
        return DeviceType.WEBAUTHN.credentialType().equals(credential.getType());
    }

    /** {@code webauthn}, {@code totp} or {@code hotp}; an OTP credential that can't be read counts as time-based. */
    String kind() {
        if (isKey()) {
            return DeviceType.WEBAUTHN.id();
        }
        return codes().filter(Codes::counts).isPresent() ? OTPCredentialModel.HOTP : OTPCredentialModel.TOTP;
    }

    /** The row of a device of which nothing was noted yet. */
    DeviceRow newRow(int slot, String nameKey) {
        return new DeviceRow(
                id(),
                kind(),
                slot,
                nameKey,
                DeviceName.searchable(name()),
                0,
                DeviceRow.UNUSED,
                DeviceRow.NEVER,
                0,
                null);
    }

    MfaDevice describe() {
        return new MfaDevice(
                id(),
                name(),
                kind(),
                Optional.ofNullable(credential.getCreatedDate())
                        .map(Instant::ofEpochMilli)
                        .orElse(Instant.EPOCH),
                row == null || row.lastUsed() == DeviceRow.NEVER ? null : Instant.ofEpochMilli(row.lastUsed()),
                row == null
                        ? 0
                        : codes().map(found -> (long) row.clockDrift() * found.period())
                                .orElse(0L),
                key().orElse(null),
                row == null ? null : row.serial());
    }

    /** What browsers call a security key, or empty for another device and for a key that can't be read. */
    Optional<MfaDevice.SecurityKey> key() {
        return isKey() ? MfaDevice.SecurityKey.read(id(), credential.getCredentialData()) : Optional.empty();
    }

    /** The device's parameters, or empty for a key and for a credential that can't be read. */
    Optional<Codes> codes() {
        if (isKey()) {
            return Optional.empty();
        }
        try {
            OTPCredentialModel otp = OTPCredentialModel.createFromCredentialModel(credential);
            OTPCredentialData data = otp.getOTPCredentialData();
            boolean counts = OTPCredentialModel.HOTP.equals(data.getSubType());
            if (!counts && data.getPeriod() <= 0) {
                throw new IllegalArgumentException("a time step of " + data.getPeriod() + " seconds");
            }
            if (data.getDigits() < 1 || data.getDigits() > OneTimePassword.MAX_DIGITS) {
                throw new IllegalArgumentException("codes of " + data.getDigits() + " digits");
            }
            String algorithm = Objects.requireNonNullElse(data.getAlgorithm(), HashAlgorithm.SHA1.macName());
            return Optional.of(new Codes(otp, HashAlgorithm.ofMacName(algorithm), counts));
        } catch (RuntimeException e) {
            LOG.warnf(
                    "the OTP credential %s can't be read: %s",
                    id(), e.getClass().getName());
            return Optional.empty();
        }
    }

    /** The counter that follows a used one, as Keycloak's credential can hold it; the row goes on beyond that. */
    static int counterAfter(long used) {
        return (int) Math.min(Integer.MAX_VALUE, used + 1);
    }

    /** The device's codes: which are expected now. */
    record Codes(OTPCredentialModel otp, HashAlgorithm algorithm, boolean counts) {

        int digits() {
            return otp.getOTPCredentialData().getDigits();
        }

        /** What computes them, or empty where the seed can't be read. */
        Optional<OneTimePassword> password(Seeds seeds, Place place) {
            return seeds.open(otp.getOTPSecretData().getValue(), place).flatMap(this::password);
        }

        private Optional<OneTimePassword> password(String seed) {
            CredentialModel opened = new CredentialModel();
            opened.setCredentialData(otp.getCredentialData());
            opened.setSecretData(OtpSecret.of(seed));
            try {
                byte[] key =
                        OTPCredentialModel.createFromCredentialModel(opened).getDecodedSecret();
                return Optional.of(new OneTimePassword(key, algorithm, digits()));
            } catch (RuntimeException e) {
                LOG.warnf(
                        "the seed of the OTP credential %s can't be read: %s",
                        otp.getId(), e.getClass().getName());
                return Optional.empty();
            }
        }

        /** Seconds a time step; 0 for HOTP. */
        int period() {
            return counts ? 0 : otp.getOTPCredentialData().getPeriod();
        }

        /** The first counter that was not used yet. */
        long nextCounter(DeviceRow row) {
            return Math.max(otp.getOTPCredentialData().getCounter(), row.lastStep() + 1);
        }

        /**
         * Where a single code is accepted: the realm's look-ahead window around the clock of the device, or from its
         * counter on, and never at or below the watermark.
         */
        Window window(DeviceRow row, long epochSeconds, int lookAhead) {
            Window window = counts
                    ? Window.ahead(nextCounter(row), lookAhead)
                    : Window.around(TimeSteps.at(epochSeconds, period()) + row.clockDrift(), lookAhead);
            return window.above(row.lastStep());
        }
    }
}
