package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import java.time.Duration;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What a realm allows.
 *
 * @param otp the realm's OTP policy
 * @param proofTries after so many wrong codes in a row where a device is to be proved, none is looked at for a while
 * @param proofPause that while; after it one more code is looked at
 * @param signInPause the same where a code signs in or resyncs
 */
record Rules(MfaPolicy policy, OTPPolicy otp, int proofTries, Duration proofPause, SignInPause signInPause) {

    /** Where the realm has no brute-force protection: about a hundred guesses a day. */
    static final int PROOF_TRIES = 10;

    static final Duration PROOF_PAUSE = Duration.ofMinutes(15);

    static Rules of(RealmModel realm, UserModel user) {
        boolean guarded = realm.isBruteForceProtected();
        return new Rules(
                UserPolicy.of(realm, user).policy(),
                realm.getOTPPolicy(),
                guarded ? realm.getFailureFactor() : PROOF_TRIES,
                guarded ? Duration.ofSeconds(realm.getMaxFailureWaitSeconds()) : PROOF_PAUSE,
                SignInPause.of(realm));
    }
}
