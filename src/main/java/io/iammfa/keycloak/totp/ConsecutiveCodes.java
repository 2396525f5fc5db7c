package io.iammfa.keycloak.totp;

import java.util.ArrayList;
import java.util.List;

/**
 * The check of two consecutive codes, MFA code 1 and MFA code 2: code 2 has to belong to the factor right after that of
 * code 1. Two in a row make a wide window safe: a guess succeeds once in 10<sup>2·digits</sup> per step.
 * IAM asks for them in EnableMFADevice and ResyncMFADevice; RFC 4226 describes them in section 7.4.
 */
public final class ConsecutiveCodes {

    /** What became of the two codes. */
    public sealed interface Outcome {

        /**
         * Code 1 belongs to {@code factor - 1} and code 2 to {@code factor}.
         *
         * @param factor the time step or counter of code 2
         */
        record Accepted(long factor) implements Outcome {}

        /** The codes are not accepted. */
        record Refused(Reason reason) implements Outcome {}
    }

    /** Why two codes are refused. */
    public enum Reason {
        /** Both codes are the same. */
        SAME_CODE,
        /** Code 2 is older than code 1. */
        WRONG_ORDER,
        /** Code 2 is newer than code 1, but not the next one. */
        GAP,
        /** The codes are consecutive, but one of them was used before. */
        USED,
        /** The codes are consecutive, but lie outside the window. */
        OUTSIDE_WINDOW,
        /** At least one of the codes is not the device's. */
        NO_MATCH
    }

    private ConsecutiveCodes() {}

    /**
     * Checks two codes.
     *
     * @param password the device
     * @param code1 as many digits as the device shows
     * @param code2 as many digits as the device shows
     * @param window where both codes have to lie
     * @param expected the factor nearest to which a pair is taken, should several match
     * @param watermark the last factor that was used, or -1; both codes have to lie above it
     * @param diagnosis where a pair outside the window is looked for, to tell a clock that is off from a wrong device
     */
    public static Outcome check(
            OneTimePassword password,
            String code1,
            String code2,
            Window window,
            long expected,
            long watermark,
            Window diagnosis) {
        if (code1.equals(code2)) {
            return new Outcome.Refused(Reason.SAME_CODE);
        }
        List<Long> ones = new ArrayList<>();
        List<Long> twos = new ArrayList<>();
        for (long factor = window.first(); factor <= window.last(); factor++) {
            String shown = password.code(factor);
            if (OneTimePassword.isSame(code1, shown)) {
                ones.add(factor);
            }
            if (OneTimePassword.isSame(code2, shown)) {
                twos.add(factor);
            }
        }
        return ones.stream()
                .map(one -> one + 1)
                .filter(twos::contains)
                .min((a, b) -> Long.compare(Math.abs(a - expected), Math.abs(b - expected)))
                .<Outcome>map(two -> two - 1 > watermark ? new Outcome.Accepted(two) : new Outcome.Refused(Reason.USED))
                .orElseGet(() -> new Outcome.Refused(reason(password, code1, code2, ones, twos, diagnosis)));
    }

    private static Reason reason(
            OneTimePassword password, String code1, String code2, List<Long> ones, List<Long> twos, Window diagnosis) {
        if (!ones.isEmpty() && !twos.isEmpty()) {
            return twos.stream().anyMatch(two -> two < ones.get(0)) ? Reason.WRONG_ORDER : Reason.GAP;
        }
        for (long factor = diagnosis.first(); factor < diagnosis.last(); factor++) {
            if (password.matches(code1, factor) && password.matches(code2, factor + 1)) {
                return Reason.OUTSIDE_WINDOW;
            }
        }
        return Reason.NO_MATCH;
    }
}
