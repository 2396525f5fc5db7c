package io.iammfa.keycloak.device;

import java.time.Duration;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.RealmRepresentation.BruteForceStrategy;

/**
 * How long no code is looked at after wrong ones: as long as Keycloak's brute-force protection locks a user after as many
 * failures. Its own count begins anew with each sign-in that the password alone completes.
 *
 * @param tries after so many wrong codes in a row there is a pause, or 0 where there is none ever
 * @param step by how much pauses grow
 * @param longest how far
 * @param each whether they grow with each further wrong code, or else with every further {@code tries} of them
 */
record SignInPause(int tries, Duration step, Duration longest, boolean each) {

    /** Of a realm without brute-force protection. */
    static final SignInPause NEVER = new SignInPause(0, Duration.ZERO, Duration.ZERO, false);

    static SignInPause of(RealmModel realm) {
        return realm.isBruteForceProtected()
                ? new SignInPause(
                        Math.max(1, realm.getFailureFactor()),
                        Duration.ofSeconds(realm.getWaitIncrementSeconds()),
                        Duration.ofSeconds(realm.getMaxFailureWaitSeconds()),
                        realm.getBruteForceStrategy() == BruteForceStrategy.LINEAR)
                : NEVER;
    }

    boolean isEver() {
        return tries > 0;
    }

    /** The pause after so many wrong codes in a row. */
    Duration after(int failures) {
        if (!isEver() || failures < tries) {
            return Duration.ZERO;
        }
        Duration pause = step.multipliedBy(each ? 1L + failures - tries : failures / tries);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
