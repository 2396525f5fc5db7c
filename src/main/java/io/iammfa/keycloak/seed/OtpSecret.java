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

    /** The seed, or empty where there is none that can be read. */
    public static Optional<String> seed(String secretData) {
        try {
            return Optional.ofNullable(secretData)
                    .filter(data -> !data.isBlank())
                    .map(OtpSecret::read)
                    .map(OTPSecretData::getValue);
        } catch (UncheckedIOException notKeycloaks) {
            return Optional.empty();
        }
    }

    private static OTPSecretData read(String secretData) {
        try {
            return JsonSerialization.readValue(secretData, OTPSecretData.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The secret data with another seed, or empty where there is none to take its place. */
    public static Optional<String> rewrite(String secretData, Function<String, Optional<String>> other) {
        return seed(secretData).flatMap(other).map(OtpSecret::of);
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
