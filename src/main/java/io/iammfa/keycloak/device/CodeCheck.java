package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import io.iammfa.keycloak.totp.OneTimePassword;
import io.iammfa.keycloak.totp.TimeSteps;
import io.iammfa.keycloak.totp.Window;
import java.time.Duration;
import org.keycloak.models.OTPPolicy;

/**
 * Where two consecutive codes may lie.
 *
 * @param otpPolicy the realm's
 * @param now Unix time in seconds
 */
record CodeCheck(OTPPolicy otpPolicy, MfaPolicy policy, long now) {

    /** A clock set to the time of another zone is off by as much. */
    private static final Duration OTHER_TIME_ZONE = Duration.ofHours(26);

    /** How far a counter is searched for, only to say what is wrong. */
    private static final int FAR_OFF = 1000;

    /** Checks the codes of a device that is set up just now; a refusal says what is wrong. */
    ConsecutiveCodes.Outcome of(NewDevice device, String code1, String code2) {
        if (device.counts()) {
            // the first of the two may be any that the window lets pass, as at sign-in; the second is the next
            Window window = Window.ahead(device.counter(), otpPolicy.getLookAheadWindow() + 1L);
            Window diagnosis = Window.around(device.counter(), FAR_OFF);
            return ConsecutiveCodes.check(
                    device.password(), code1, code2, window, device.counter(), DeviceRow.UNUSED, diagnosis);
        }
        long step = TimeSteps.at(now, device.period());
        return ConsecutiveCodes.check(
                device.password(),
                code1,
                code2,
                Window.around(step, policy.syncWindowSteps()),
                step,
                DeviceRow.UNUSED,
                Window.around(step, TimeSteps.covering(OTHER_TIME_ZONE, device.period())));
    }

    /** Checks the codes of a device that is resynced: the whole sync window, and nothing at or below the watermark. */
    ConsecutiveCodes.Outcome of(
            StoredDevice.Codes codes, OneTimePassword password, DeviceRow row, String code1, String code2) {
        long expected;
        Window window;
        if (codes.counts()) {
            expected = codes.nextCounter(row);
            window = Window.ahead(expected, policy.syncWindowSteps());
        } else {
            long step = TimeSteps.at(now, codes.period());
            expected = step + row.clockDrift();
            window = Window.around(step, policy.syncWindowSteps());
        }
        return ConsecutiveCodes.check(password, code1, code2, window, expected, row.lastStep(), Window.NONE);
    }

    /**
     * How far a clock is off, in time steps; a pair within the ordinary window is no drift: typing late is not a clock
     * that is off.
     *
     * @param step the time step of the second code
     * @param period seconds a step
     */
    int drift(long step, int period) {
        long measured = step - TimeSteps.at(now, period);
        return Math.abs(measured) <= otpPolicy.getLookAheadWindow() ? 0 : (int) measured;
    }
}
