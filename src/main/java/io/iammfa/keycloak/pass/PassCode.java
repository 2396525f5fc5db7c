package io.iammfa.keycloak.pass;

import io.iammfa.keycloak.store.Digest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.models.utils.Base32;

/**
 * What is typed of a pass: 16 characters of base32 (RFC 4648, without padding), 80 random bits, read in groups of four.
 *
 * @param value in capital letters, without what stands between the groups
 */
record PassCode(String value) {

    private static final int BYTES = 10;
    private static final Pattern FORM = Pattern.compile("[A-Z2-7]{16}");
    private static final Pattern BETWEEN = Pattern.compile("[\\s\\p{Z}\\p{Pd}]+");

    /** Longer than any way to write one, in characters. */
    private static final int ABSURD_LENGTH = 100;

    static PassCode random() {
        return new PassCode(Base32.encode(SecretGenerator.getInstance().randomBytes(BYTES)));
    }

    /** What was typed, in capital or small letters, in groups or not; empty for what is no such code. */
    static Optional<PassCode> read(String typed) {
        if (typed == null || typed.length() > ABSURD_LENGTH) {
            return Optional.empty();
        }
        String code = BETWEEN.matcher(typed).replaceAll("").toUpperCase(Locale.ROOT);
        return FORM.matcher(code).matches() ? Optional.of(new PassCode(code)) : Optional.empty();
    }

    /** As people read it. */
    String grouped() {
        return value.replaceAll("(.{4})(?!$)", "$1-");
    }

    /** What it is recognized by: of no use for another user, let alone in another realm. */
    String digest(String realmId, String userId) {
        return Digest.of(realmId + '\0' + userId + '\0' + value);
    }

    @Override
    public String toString() {
        return "PassCode";
    }
}
