package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Models;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keycloak.common.Profile;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;

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
                        "getOTPPolicy",
                        OTPPolicy.DEFAULT_POLICY,
                        "getRequiredActionProvidersStream",
                        Stream.empty()));
    }

    @Nested
    class Tries_of_the_proof {

        @Test
        void are_as_many_as_brute_force_protection_allows() {
            Rules rules = Rules.of(realm(true));
            assertEquals(5, rules.proofTries());
            assertEquals(Duration.ofMinutes(1), rules.proofPause());
        }

        @Test
        void are_bounded_also_without_it() {
            Rules rules = Rules.of(realm(false));
            assertEquals(Rules.PROOF_TRIES, rules.proofTries());
            assertEquals(Rules.PROOF_PAUSE, rules.proofPause());
            assertTrue(
                    Duration.ofDays(1).dividedBy(rules.proofPause()) + rules.proofTries() < 110,
                    "about a hundred guesses a day");
        }
    }
}
