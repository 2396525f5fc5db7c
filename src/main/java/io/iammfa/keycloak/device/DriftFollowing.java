package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.TimeSteps;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.Time;

/**
 * How the stored drift of a clock follows the codes that are accepted, so that a device never leaves the window by age: a
 * code at the very edge of the window moves it by one step, once a day. A wrong code never does, and the watermark lets
 * nobody gain a code by it.
 *
 * @param lookAhead how many steps the window reaches each way; one that is a single step wide has no edge
 */
record DriftFollowing(boolean on, int lookAhead) {

    static DriftFollowing of(Rules rules) {
        return new DriftFollowing(rules.policy().followDrift(), rules.otp().getLookAheadWindow());
    }

    /** Whether a clock is further off than a device's should be. */
    static boolean isOff(DeviceRow row) {
        return Math.abs(row.clockDrift()) > MfaDevice.MAX_DRIFT_STEPS;
    }

    /**
     * @param row of the device, whose code of that step was just accepted
     * @return the row as it is to be stored
     */
    DeviceRow follow(DeviceRow row, StoredDevice.Codes codes, long step) {
        if (!on || codes.counts() || lookAhead < 1) {
            return row;
        }
        int today = (int) TimeUnit.SECONDS.toDays(Time.currentTime());
        long beside = step - TimeSteps.at(Time.currentTime(), codes.period()) - row.clockDrift();
        return Math.abs(beside) == lookAhead && row.driftDay() != today
                ? row.followed(Long.signum(beside), today)
                : row;
    }
}
