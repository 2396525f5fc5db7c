package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.TokenRow;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Outcome;
import io.iammfa.keycloak.totp.HashAlgorithm;
import io.iammfa.keycloak.totp.TimeSteps;
import io.iammfa.keycloak.totp.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * The search for two codes in a hardware token's window. It is the same work whichever token it is, and if it is none: one
 * search under every kind and algorithm, of which one is the token's own. What SHA-512 costs beyond SHA-1, or a clock beyond a
 * counter, in a window of a thousand steps could otherwise be told from outside.
 */
record TokenSearch(Rules rules) {

    /** One of every kind and algorithm, which stand in for tokens that are none and for those that a token is not. */
    private static final List<TokenRow> NOBODY_S = Stream.of(OTPCredentialModel.TOTP, OTPCredentialModel.HOTP)
            .flatMap(kind -> Arrays.stream(HashAlgorithm.values()).map(algorithm -> nobodyS(kind, algorithm)))
            .toList();

    private static TokenRow nobodyS(String kind, HashAlgorithm algorithm) {
        int period = OTPCredentialModel.TOTP.equals(kind) ? 30 : 0;
        String seed = "A".repeat(32);
        return new TokenRow(
                "",
                null,
                null,
                null,
                kind,
                algorithm.macName(),
                6,
                period,
                0,
                seed,
                0,
                -1,
                "",
                null,
                null,
                0,
                0,
                0,
                "",
                Map.of());
    }

    /** What stands in for a token that is none. */
    static TokenRow standIn() {
        return NOBODY_S.get(0);
    }

    /**
     * Searches for both codes.
     *
     * @return empty where there is no token, whatever the codes
     */
    Optional<Outcome> search(Optional<TokenRow> found, String code1, String code2) {
        TokenRow token = found.orElse(standIn());
        Outcome outcome = check(token, code1, code2);
        for (TokenRow other : NOBODY_S) {
            if (!other.kind().equals(token.kind()) || !other.algorithm().equals(token.algorithm())) {
                check(other, code1, code2);
            }
        }
        return found.map(row -> outcome);
    }

    /** A window of its own: a token may have lain in a drawer for years. */
    private Outcome check(TokenRow token, String code1, String code2) {
        int steps = rules.policy().tokenSyncWindowSteps();
        NewDevice device = device(token);
        long expected = device.counts()
                ? Math.max(token.counter(), token.watermark() + 1)
                : TimeSteps.at(Time.currentTime(), token.period()) + token.drift();
        Window window = device.counts() ? Window.ahead(expected, steps) : Window.around(expected, steps);
        return ConsecutiveCodes.check(
                device.password(), code1, code2, window, expected, token.watermark(), Window.NONE);
    }

    /** A token as a device. */
    static NewDevice device(TokenRow token) {
        return new NewDevice(token.seed(), token.kind(), token.digits(), token.algorithm(), token.period(), 0);
    }
}
