package io.iammfa.keycloak.seed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.models.credential.dto.OTPSecretData;
import org.keycloak.util.JsonSerialization;

/** The seed in the secret data of Keycloak's OTP credentials, sealed or in clear. */
public final class OtpSecret {

    private OtpSecret() {}

    /**
     * Reads the seed.
     *
     * @throws UncheckedIOException if it is not Keycloak's JSON
     */
    public static String seed(String secretData) {
        try {
            return JsonSerialization.readValue(secretData, OTPSecretData.class).getValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The secret data with another seed, or empty where there is none to take its place. */
    public static Optional<String> rewrite(String secretData, Function<String, Optional<String>> other) {
        return other.apply(seed(secretData)).map(OtpSecret::of);
    }

    /** The secret data with a seed. */
    public static String of(String seed) {
        try {
            return JsonSerialization.writeValueAsString(new OTPSecretData(seed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
