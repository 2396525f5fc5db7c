package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.TimeSteps;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.Time;

/**
 * How the stored drift of a clock follows the codes that are accepted, so that a device never leaves the window by age: the
 * second code in a row at the same edge of the window, on another day than the first, moves it by one step. One alone does
 * not, since people type late, and nor does a wrong code; the watermark lets nobody gain a code by it.
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

    /** Tells what an accepted code has shown of a clock, and whether that is further off now than it should be. */
    static void tell(DeviceNews news, StoredDevice before, StoredDevice after, long step) {
        if (isOff(after.row()) && !isOff(before.row())) {
            news.clockOff(after.describe());
        }
        tellSeen(news, after, step);
    }

    /** Tells what the code of a step has shown of the clock that it came from; a counter has none. */
    static void tellSeen(DeviceNews news, StoredDevice device, long step) {
        device.codes()
                .filter(codes -> !codes.counts())
                .ifPresent(codes ->
                        news.driftSeen(device.describe(), step - TimeSteps.at(Time.currentTime(), codes.period())));
    }

    /**
     * @param row of the device, whose code of that step was just accepted
     * @return the row as it is to be stored
     */
    DeviceRow follow(DeviceRow row, StoredDevice.Codes codes, long step) {
        if (!on || codes.counts() || lookAhead < 1) {
            return row;
        }
        long beside = step - TimeSteps.at(Time.currentTime(), codes.period()) - row.clockDrift();
        int edge = Math.abs(beside) == lookAhead ? Long.signum(beside) : 0;
        int today = (int) TimeUnit.SECONDS.toDays(Time.currentTime());
        if (edge == 0) {
            return row.atEdge(0);
        }
        if (Math.abs(row.driftDay()) == today) {
            return row;
        }
        boolean again = Integer.signum(row.driftDay()) == edge;
        return row.atEdge(edge * today).drifted(again ? edge : 0);
    }
}
