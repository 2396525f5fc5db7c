package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Models;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keycloak.common.Profile;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.RealmRepresentation.BruteForceStrategy;

class RulesTest {

    @BeforeEach
    void aServerWithAllFeatures() {
        Profile.defaults();
    }

    private static RealmModel realm(boolean bruteForceProtected) {
        return Models.answering(
                RealmModel.class,
                Map.of(
                        "getName",
                        "realm",
                        "isBruteForceProtected",
                        bruteForceProtected,
                        "getFailureFactor",
                        5,
                        "getMaxFailureWaitSeconds",
                        60,
                        "getWaitIncrementSeconds",
                        20,
                        "getBruteForceStrategy",
                        BruteForceStrategy.MULTIPLE,
                        "getOTPPolicy",
                        OTPPolicy.DEFAULT_POLICY,
                        "getRequiredActionProvidersStream",
                        Stream.empty()));
    }

    @Nested
    class Tries_of_the_proof {

        @Test
        void are_as_many_as_brute_force_protection_allows() {
            Rules rules = Rules.of(realm(true), null);
            assertEquals(5, rules.proofTries());
            assertEquals(Duration.ofMinutes(1), rules.proofPause());
        }

        @Test
        void are_bounded_also_without_it() {
            Rules rules = Rules.of(realm(false), null);
            assertEquals(Rules.PROOF_TRIES, rules.proofTries());
            assertEquals(Rules.PROOF_PAUSE, rules.proofPause());
            assertTrue(
                    Duration.ofDays(1).dividedBy(rules.proofPause()) + rules.proofTries() < 110,
                    "about a hundred guesses a day");
        }
    }

    @Nested
    class Pauses_at_a_sign_in {

        @Test
        void are_those_of_brute_force_protection() {
            SignInPause pause = Rules.of(realm(true), null).signInPause();
            assertEquals(List.of(0L, 0L, 20L, 20L, 40L, 60L, 60L), seconds(pause, 0, 4, 5, 9, 10, 15, 1_000_000_000));
        }

        @Test
        void grow_with_each_wrong_code_where_the_realm_has_it_so() {
            SignInPause pause = new SignInPause(5, Duration.ofSeconds(20), Duration.ofSeconds(60), true);
            assertEquals(List.of(0L, 20L, 40L, 60L, 60L, 60L), seconds(pause, 4, 5, 6, 7, 8, Integer.MAX_VALUE));
        }

        @Test
        void are_none_without_it() {
            SignInPause pause = Rules.of(realm(false), null).signInPause();
            assertEquals(List.of(0L, 0L), seconds(pause, 0, 1_000_000));
        }

        private List<Long> seconds(SignInPause pause, int... failures) {
            return Arrays.stream(failures)
                    .mapToObj(number -> pause.after(number).toSeconds())
                    .toList();
        }
    }
}
