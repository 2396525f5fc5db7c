package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import io.iammfa.keycloak.totp.OneTimePassword;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.keycloak.common.util.Time;

/**
 * What the devices of one user show: accepts codes, each once, notes uses, and resyncs clocks and counters. All of it runs
 * in the request's transaction, the one that signs the user in, and one code after the other. Ids may be any text.
 */
public final class DeviceCodes {

    private final StoredDevices stored;
    private final Rules rules;
    private final WrongCodes wrong;

    DeviceCodes(StoredDevices stored, Rules rules) {
        this.stored = stored;
        this.rules = rules;
        this.wrong = new WrongCodes(stored, rules);
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
        return stored.lock().stream()
                .filter(which)
                .map(device -> accept(device, typed))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<MfaDevice> accept(StoredDevice device, String typed) {
        StoredDevice.Codes codes = device.codes().orElse(null);
        if (codes == null || !(CodeInput.read(typed, codes.digits()) instanceof CodeInput.Code code)) {
            return Optional.empty();
        }
        OneTimePassword password = stored.password(device).orElse(null);
        if (password == null) {
            return Optional.empty();
        }
        boolean reusable = rules.otp().isCodeReusable() && !codes.counts();
        DeviceRow row = reusable ? device.row().forgetting() : device.row();
        OptionalLong step = codes.window(row, Time.currentTime(), rules.otp().getLookAheadWindow())
                .find(password, code.value());
        if (step.isEmpty()) {
            return Optional.empty();
        }
        DeviceRow after = device.row().usedAt(step.getAsLong(), Time.currentTimeMillis());
        StoredDevice used = stored.save(device, DriftFollowing.of(rules).follow(after, codes, step.getAsLong()));
        DriftFollowing.tell(stored.news(), device, used, step.getAsLong());
        countOn(codes, step.getAsLong());
        wrong.forget();
        return Optional.of(used.describe());
    }

    /**
     * Accepts a code of any device as the proof before a change. Wrong ones are counted with the user, whatever the
     * realm's brute-force protection does: it is off in many realms, and forgets its count with each sign-in that the
     * password alone completes.
     *
     * @param typed the code as it was typed
     * @param elsewhere whether the user's storage accepts the code, asked if no device does
     */
    public Proved prove(String typed, BooleanSupplier elsewhere) {
        if (wrong.holdProofs()) {
            return new Proved.Refused(Proved.Reason.TOO_MANY_TRIES);
        }
        Optional<MfaDevice> device = verify(typed);
        if (device.isPresent() || elsewhere.getAsBoolean()) {
            wrong.forget();
            return new Proved.Done(device.orElse(null));
        }
        wrong.another();
        return new Proved.Refused(Proved.Reason.WRONG_CODE);
    }

    /**
     * Whether there were so many wrong codes in a row that none is looked at for now where one signs in or resyncs. Only
     * where the realm has brute-force protection; a right code begins anew, a sign-in that the password alone completes
     * does not.
     */
    public boolean isPaused() {
        return wrong.holdSignIns();
    }

    /** Counts a wrong code with the user, for {@link #isPaused}. */
    public void failed() {
        wrong.anotherAtSignIn();
    }

    /** Forgets the wrong codes: the user's storage has accepted one, or an admin wants it so. */
    public void forgive() {
        wrong.forget();
    }

    /** Moves a counter past the code that was used; time moves by itself. */
    private void countOn(StoredDevice.Codes codes, long used) {
        if (codes.counts()) {
            codes.otp().updateCounter(StoredDevice.counterAfter(used));
            stored.store().update(codes.otp());
        }
    }

    /**
     * Measures a device's clock anew with two consecutive codes, or finds its counter. Both have to lie in the sync
     * window and above the watermark; they are used up then. IAM: ResyncMFADevice.
     *
     * @param typed1 the codes as they were typed
     * @param signsIn whether the resync signs the user in, and so is a use of the device
     */
    public Resynced resync(String deviceId, String typed1, String typed2, boolean signsIn) {
        stored.lock();
        StoredDevice device = stored.find(deviceId).orElse(null);
        StoredDevice.Codes codes = device == null ? null : device.codes().orElse(null);
        if (codes == null) {
            return noSuchDevice();
        }
        OneTimePassword password = stored.password(device).orElse(null);
        if (password == null
                || !(CodeInput.read(typed1, codes.digits()) instanceof CodeInput.Code code1)
                || !(CodeInput.read(typed2, codes.digits()) instanceof CodeInput.Code code2)) {
            return refused(ConsecutiveCodes.Reason.NO_MATCH);
        }
        CodeCheck check = new CodeCheck(rules.otp(), rules.policy(), Time.currentTime());
        ConsecutiveCodes.Outcome outcome = check.of(codes, password, device.row(), code1.value(), code2.value());
        if (outcome instanceof ConsecutiveCodes.Outcome.Refused refused) {
            return refused(refused.reason());
        }
        long step = ((ConsecutiveCodes.Outcome.Accepted) outcome).factor();
        DeviceRow row = device.row().resynced(step, codes.counts() ? 0 : check.drift(step, codes.period()));
        StoredDevice resynced = stored.save(device, signsIn ? row.usedAt(Time.currentTimeMillis()) : row);
        stored.news().resynced(true);
        DriftFollowing.tellSeen(stored.news(), resynced, step);
        countOn(codes, step);
        wrong.forget();
        KeptChange.ADDITION.keep(stored.store(), "resync", device.id());
        return new Resynced.Done(resynced.describe());
    }

    private Resynced refused(ConsecutiveCodes.Reason reason) {
        stored.news().resynced(false);
        return new Resynced.Refused(Resynced.Reason.CODES, reason);
    }

    private static Resynced noSuchDevice() {
        return new Resynced.Refused(Resynced.Reason.NO_SUCH_DEVICE, null);
    }

    /**
     * Notes that a security key, which Keycloak has verified, is used.
     *
     * @param credentialId the id under which browsers know it, base64url without padding
     * @return the device, or empty if the key is not the user's
     */
    public Optional<MfaDevice> keyUsed(String credentialId) {
        Optional<StoredDevice> key = stored.lock().stream()
                .filter(device -> device.key()
                        .filter(known -> known.credentialId().equals(credentialId))
                        .isPresent())
                .findFirst();
        key.ifPresent(used -> wrong.forget());
        return key.map(device -> stored.save(device, device.row().usedAt(Time.currentTimeMillis())))
                .map(StoredDevice::describe);
    }

    /** How many digits the codes of a device have, or the realm's number for one that is not the user's. */
    public int digits(String deviceId) {
        return stored.find(deviceId)
                .flatMap(StoredDevice::codes)
                .map(StoredDevice.Codes::digits)
                .orElseGet(() -> rules.otp().getDigits());
    }
}
