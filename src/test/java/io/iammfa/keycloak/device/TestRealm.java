package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.FirstDevice;
import io.iammfa.keycloak.policy.Grace;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.keycloak.models.OTPPolicy;

/** What a realm allows; Keycloak's and the product's defaults unless a test says otherwise. */
record TestRealm(
        int maxDevices,
        int syncWindowSteps,
        boolean proofRequired,
        Set<DeviceType> types,
        String otpType,
        int initialCounter,
        int lookAhead,
        boolean reusable,
        boolean followDrift,
        Grace grace) {

    static final TestRealm DEFAULT =
            new TestRealm(8, 120, true, EnumSet.allOf(DeviceType.class), "totp", 0, 1, false, true, Grace.NONE);

    TestRealm maxDevices(int number) {
        return new TestRealm(
                number,
                syncWindowSteps,
                proofRequired,
                types,
                otpType,
                initialCounter,
                lookAhead,
                reusable,
                followDrift,
                grace);
    }

    TestRealm syncWindow(int steps) {
        return new TestRealm(
                maxDevices,
                steps,
                proofRequired,
                types,
                otpType,
                initialCounter,
                lookAhead,
                reusable,
                followDrift,
                grace);
    }

    TestRealm withoutProof() {
        return new TestRealm(
                maxDevices,
                syncWindowSteps,
                false,
                types,
                otpType,
                initialCounter,
                lookAhead,
                reusable,
                followDrift,
                grace);
    }

    TestRealm onlyOf(DeviceType type) {
        return new TestRealm(
                maxDevices,
                syncWindowSteps,
                proofRequired,
                EnumSet.of(type),
                otpType,
                initialCounter,
                lookAhead,
                reusable,
                followDrift,
                grace);
    }

    TestRealm counting(int from) {
        return new TestRealm(
                maxDevices,
                syncWindowSteps,
                proofRequired,
                types,
                "hotp",
                from,
                lookAhead,
                reusable,
                followDrift,
                grace);
    }

    TestRealm lookAhead(int steps) {
        return new TestRealm(
                maxDevices,
                syncWindowSteps,
                proofRequired,
                types,
                otpType,
                initialCounter,
                steps,
                reusable,
                followDrift,
                grace);
    }

    TestRealm grace(Grace other) {
        return new TestRealm(
                maxDevices,
                syncWindowSteps,
                proofRequired,
                types,
                otpType,
                initialCounter,
                lookAhead,
                reusable,
                followDrift,
                other);
    }

    TestRealm withReusableCodes() {
        return new TestRealm(
                maxDevices,
                syncWindowSteps,
                proofRequired,
                types,
                otpType,
                initialCounter,
                lookAhead,
                true,
                followDrift,
                grace);
    }

    TestRealm withoutFollowing() {
        return new TestRealm(
                maxDevices,
                syncWindowSteps,
                proofRequired,
                types,
                otpType,
                initialCounter,
                lookAhead,
                reusable,
                false,
                grace);
    }

    /** Codes have eight digits, so that none is right by accident. */
    OTPPolicy otp() {
        return new OTPPolicy(otpType, "HmacSHA1", initialCounter, 8, lookAhead, Clock.PERIOD, reusable);
    }

    Rules rules() {
        return rules(Rules.PROOF_TRIES, Rules.PROOF_PAUSE);
    }

    Rules rules(int proofTries, Duration proofPause) {
        return new Rules(
                new MfaPolicy(
                        true,
                        maxDevices,
                        syncWindowSteps,
                        proofRequired,
                        types,
                        300,
                        true,
                        FirstDevice.FREE,
                        followDrift,
                        480,
                        1,
                        grace,
                        false,
                        ""),
                otp(),
                proofTries,
                proofPause,
                SignInPause.NEVER);
    }
}
