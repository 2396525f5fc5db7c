package io.iammfa.keycloak.device;

import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.totp.HashAlgorithm;
import io.iammfa.keycloak.totp.OneTimePassword;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPCredentialData;
import org.keycloak.models.utils.Base32;
import org.keycloak.util.JsonSerialization;

/**
 * A device that is not the user's yet: a fresh secret, and the parameters of the realm's OTP policy at that moment. It
 * lives on the server side of an authentication session and becomes a credential with {@link MfaDevices#assign}.
 *
 * @param secret the key in base32, without padding
 * @param type {@code totp} or {@code hotp}
 * @param digits the length of a code, 6 or 8
 * @param algorithm the HMAC by its JCA name
 * @param period seconds a time step; 0 for HOTP
 * @param counter the first counter of HOTP; 0 for TOTP
 */
public record NewDevice(String secret, String type, int digits, String algorithm, int period, int counter) {

    /**
     * A device with a new random secret under the realm's OTP policy. What an imported realm leaves out of its policy is
     * Keycloak's default.
     */
    public static NewDevice under(OTPPolicy policy) {
        OTPPolicy defaults = OTPPolicy.DEFAULT_POLICY;
        String type = Objects.requireNonNullElse(policy.getType(), defaults.getType());
        String algorithm = Objects.requireNonNullElse(policy.getAlgorithm(), defaults.getAlgorithm());
        boolean counts = OTPCredentialModel.HOTP.equals(type);
        return new NewDevice(
                Base32.encode(HashAlgorithm.ofMacName(algorithm).newKey()),
                type,
                policy.getDigits() > 0 ? policy.getDigits() : defaults.getDigits(),
                algorithm,
                counts ? 0 : policy.getPeriod() > 0 ? policy.getPeriod() : defaults.getPeriod(),
                counts ? policy.getInitialCounter() : 0);
    }

    /**
     * Reads what {@link #serialize} wrote.
     *
     * @throws io.iammfa.keycloak.seed.MissingSeedKey where the secret can't be read
     */
    public static NewDevice deserialize(String json, Seeds seeds, Place place) {
        try {
            NewDevice stored = JsonSerialization.readValue(json, NewDevice.class);
            return stored.withSecret(seeds.opened(stored.secret, place));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a pending device", e);
        }
    }

    /**
     * This device as JSON, for the server side of an authentication session, which may be in the database. Holds the secret,
     * sealed if the realm's policy says so.
     *
     * @throws io.iammfa.keycloak.seed.MissingSeedKey where the policy's key is not to be had
     */
    public String serialize(Seeds seeds, Place place) {
        try {
            return JsonSerialization.writeValueAsString(withSecret(seeds.seal(secret, place)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The {@code otpauth://} URI that an authenticator app reads, as the
     * <a href="https://github.com/google/google-authenticator/wiki/Key-Uri-Format">Key URI Format</a> has it. Issuer is
     * the realm's display name, account the user name. Neither may hold a colon there, so each becomes a space.
     */
    public String otpauthUri(RealmModel realm, UserModel user) {
        String displayName = escape(Objects.requireNonNullElse(realm.getDisplayName(), ""));
        String issuer = displayName.isEmpty() ? escape(realm.getName()) : displayName;
        String uri = "otpauth://" + type + "/" + issuer + ":" + escape(user.getUsername())
                + "?secret=" + secret
                + "&issuer=" + issuer
                + "&algorithm=" + HashAlgorithm.ofMacName(algorithm)
                + "&digits=" + digits;
        return uri + (counts() ? "&counter=" + counter : "&period=" + period);
    }

    /** The secret in groups of four, as people read it. */
    public String spacedSecret() {
        return secret.replaceAll("(.{4})(?!$)", "$1 ");
    }

    /** Whether it counts uses (HOTP) rather than time (TOTP). */
    public boolean counts() {
        return OTPCredentialModel.HOTP.equals(type);
    }

    private NewDevice withSecret(String other) {
        return new NewDevice(other, type, digits, algorithm, period, counter);
    }

    OneTimePassword password() {
        return new OneTimePassword(Base32.decode(secret), HashAlgorithm.ofMacName(algorithm), digits);
    }

    /**
     * The stock credential, to the letter as Keycloak itself reads and writes it.
     *
     * @param id the id that it gets
     * @param seed how the secret is stored
     */
    OTPCredentialModel toCredential(String id, DeviceName name, int nextCounter, UnaryOperator<String> seed) {
        OTPCredentialData data = new OTPCredentialData(
                type, digits, nextCounter, period, algorithm, OTPCredentialModel.SecretEncoding.BASE32.name());
        OTPCredentialModel stored = OTPCredentialModel.createTOTP(seed.apply(secret), digits, period, algorithm);
        try {
            stored.setCredentialData(JsonSerialization.writeValueAsString(data));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        stored.setId(id);
        stored.setUserLabel(name.value());
        return OTPCredentialModel.createFromCredentialModel(stored);
    }

    private static String escape(String text) {
        return URLEncoder.encode(text.replace(':', ' ').strip(), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    @Override
    public String toString() {
        return "NewDevice[" + type + ", " + algorithm + ", " + digits + " digits]";
    }
}
