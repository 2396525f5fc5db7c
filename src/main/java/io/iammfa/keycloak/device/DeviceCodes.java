package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What the devices of one user show: accepts codes, each once, notes uses, and resyncs clocks and counters. All of it runs
 * in the caller's transaction, the one that signs the user in. Ids may be any text.
 */
public final class DeviceCodes {

    private final RealmModel realm;
    private final UserModel user;
    private final StoredDevices stored;

    public DeviceCodes(KeycloakSession session, RealmModel realm, UserModel user) {
        this.realm = realm;
        this.user = user;
        this.stored = new StoredDevices(session, realm, user);
    }

    /**
     * Accepts a code of one device, once. The device is used then, and no code up to this one is accepted again, unless
     * the realm's OTP policy allows that.
     *
     * @param typed the code as it was typed
     * @return the device, or empty if the code is not accepted
     */
    public Optional<MfaDevice> verify(String deviceId, String typed) {
        return accept(device -> device.id().equals(deviceId), typed);
    }

    /**
     * Accepts a code of whichever of the user's devices it belongs to; otherwise as {@link #verify(String, String)}.
     */
    public Optional<MfaDevice> verify(String typed) {
        return accept(device -> true, typed);
    }

    private Optional<MfaDevice> accept(Predicate<StoredDevice> which, String typed) {
        return readWithRows(which).stream()
                .map(device -> accept(device, typed))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A device from before gets its row, so that from its first use on there is a watermark to move. */
    private List<StoredDevice> readWithRows(Predicate<StoredDevice> which) {
        List<StoredDevice> devices = stored.read().stream().filter(which).toList();
        return devices.stream().allMatch(device -> device.row() != null)
                ? devices
                : stored.readWithRows().stream().filter(which).toList();
    }

    private Optional<MfaDevice> accept(StoredDevice device, String typed) {
        StoredDevice.Codes codes = device.codes().orElse(null);
        if (codes == null || !(CodeInput.read(typed, codes.password().digits()) instanceof CodeInput.Code code)) {
            return Optional.empty();
        }
        OTPPolicy otpPolicy = realm.getOTPPolicy();
        boolean reusable = otpPolicy.isCodeReusable() && !codes.counts();
        DeviceRow row = reusable ? device.row().forgetting() : device.row();
        OptionalLong factor = codes.window(row, Time.currentTime(), otpPolicy.getLookAheadWindow())
                .find(codes.password(), code.value());
        if (factor.isEmpty()) {
            return Optional.empty();
        }
        long now = Time.currentTimeMillis();
        if (!stored.store().advance(user.getId(), device.id(), factor.getAsLong(), now)) {
            if (!reusable) {
                return Optional.empty();
            }
            stored.store().used(user.getId(), device.id(), now);
        }
        countOn(codes, factor.getAsLong());
        return Optional.of(device.describe());
    }

    /**
     * Accepts a code of any device as the proof before a change. Where the realm protects against brute force, tries are
     * counted with the devices too: Keycloak forgets its count with each sign-in that the password alone completes.
     *
     * @param typed the code as it was typed
     */
    public Proved prove(String typed) {
        if (realm.isBruteForceProtected()) {
            // before the rows are locked by the count: what gets its row does so in a transaction of its own
            boolean countable = !readWithRows(device -> true).isEmpty();
            long pause = realm.getMaxFailureWaitSeconds() * 1000L;
            if (countable
                    && !stored.store()
                            .tryProof(user.getId(), realm.getFailureFactor(), Time.currentTimeMillis(), pause)) {
                return new Proved.TooManyTries();
            }
        }
        return verify(typed).<Proved>map(Proved.Done::new).orElseGet(Proved.Refused::new);
    }

    /** Moves a counter past the code that was used; time moves by itself. */
    private void countOn(StoredDevice.Codes codes, long used) {
        if (codes.counts()) {
            codes.otp().updateCounter((int) used + 1);
            user.credentialManager().updateStoredCredential(codes.otp());
        }
    }

    /**
     * Measures a device's clock anew with two consecutive codes, or finds its counter. Both have to lie in the sync
     * window and above the watermark; they are used up then. IAM: ResyncMFADevice.
     *
     * @param typed1 the codes as they were typed
     */
    public Resynced resync(String deviceId, String typed1, String typed2) {
        StoredDevice device = readWithRows(candidate -> candidate.id().equals(deviceId)).stream()
                .findFirst()
                .orElse(null);
        StoredDevice.Codes codes = device == null ? null : device.codes().orElse(null);
        if (codes == null) {
            return new Resynced.NoSuchDevice();
        }
        int digits = codes.password().digits();
        if (!(CodeInput.read(typed1, digits) instanceof CodeInput.Code code1)
                || !(CodeInput.read(typed2, digits) instanceof CodeInput.Code code2)) {
            return new Resynced.CodesRefused(new ConsecutiveCodes.Outcome.NoMatch());
        }
        CodeCheck check = new CodeCheck(realm.getOTPPolicy(), MfaPolicy.of(realm), Time.currentTime());
        ConsecutiveCodes.Outcome outcome = check.of(codes, device.row(), code1.value(), code2.value());
        if (!(outcome instanceof ConsecutiveCodes.Outcome.Accepted accepted)) {
            return new Resynced.CodesRefused(outcome);
        }
        int drift = codes.counts() ? 0 : check.drift(accepted.factor(), codes.period());
        if (!stored.store().resync(user.getId(), deviceId, accepted.factor() - 1, drift)) {
            boolean removed = stored.store().rows(user.getId()).stream()
                    .noneMatch(row -> row.credentialId().equals(deviceId));
            return removed
                    ? new Resynced.NoSuchDevice()
                    : new Resynced.CodesRefused(new ConsecutiveCodes.Outcome.Used());
        }
        countOn(codes, accepted.factor());
        return stored.read().stream()
                .filter(resynced -> resynced.id().equals(deviceId))
                .map(StoredDevice::describe)
                .findFirst()
                .<Resynced>map(Resynced.Done::new)
                .orElseGet(Resynced.NoSuchDevice::new);
    }

    /** Notes that a resynced device signs its owner in. */
    public void used(MfaDevice device) {
        stored.store().used(user.getId(), device.id(), Time.currentTimeMillis());
    }

    /**
     * Notes that a security key, which Keycloak has verified, is used.
     *
     * @param credentialId the id under which browsers know it, base64url without padding
     * @return the device, or empty if the key is not the user's
     */
    public Optional<MfaDevice> keyUsed(String credentialId) {
        Optional<MfaDevice> used =
                readWithRows(device -> device.key()
                                .filter(key -> key.credentialId().equals(credentialId))
                                .isPresent())
                        .stream()
                        .map(StoredDevice::describe)
                        .findFirst();
        used.ifPresent(this::used);
        return used;
    }

    /** How many digits the codes of a device have, or the realm's number for one that is not the user's. */
    public int digits(String deviceId) {
        return stored.readCredentials().stream()
                .filter(device -> device.id().equals(deviceId))
                .map(StoredDevice::codes)
                .flatMap(Optional::stream)
                .map(codes -> codes.password().digits())
                .findFirst()
                .orElseGet(() -> realm.getOTPPolicy().getDigits());
    }
}
