package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iammfa.keycloak.seed.MissingSeedKey;
import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.seed.TestSeeds;
import io.iammfa.keycloak.support.Models;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

class NewDeviceTest {

    private static final Place ALICE_S = Place.ofPending("alice");

    private static OTPPolicy policy(String type, String algorithm, int digits) {
        return new OTPPolicy(type, algorithm, 5, digits, 1, 30);
    }

    @ParameterizedTest
    @CsvSource({"HmacSHA1,32", "HmacSHA256,52", "HmacSHA512,103"})
    void the_secret_is_as_long_as_the_hash_in_base32_without_padding(String algorithm, int characters) {
        NewDevice device = NewDevice.under(policy("totp", algorithm, 6));
        assertTrue(device.secret().matches("[A-Z2-7]{" + characters + "}"), device.secret());
    }

    @Test
    void what_the_policy_leaves_out_is_keycloak_s_default() {
        NewDevice device = NewDevice.under(new OTPPolicy(null, null, 0, 0, 1, 0));
        assertEquals(
                "totp HmacSHA1 6 30",
                device.type() + " " + device.algorithm() + " " + device.digits() + " " + device.period());
    }

    @Test
    void every_device_has_a_secret_of_its_own() {
        OTPPolicy policy = policy("totp", "HmacSHA1", 6);
        assertNotEquals(
                NewDevice.under(policy).secret(), NewDevice.under(policy).secret());
    }

    @Test
    void a_pending_device_survives_being_kept_as_text() {
        NewDevice device = NewDevice.under(policy("hotp", "HmacSHA512", 8));
        Seeds clear = TestSeeds.clear();
        assertEquals(device, NewDevice.deserialize(device.serialize(clear, ALICE_S), clear, ALICE_S));
    }

    @Test
    void a_pending_device_is_kept_sealed_where_the_realm_has_a_key_for_its_user_alone() {
        NewDevice device = NewDevice.under(policy("totp", "HmacSHA1", 6));
        String kept = device.serialize(TestSeeds.of("k1", List.of("k1")), ALICE_S);
        assertFalse(kept.contains(device.secret()), kept);
        Seeds other = TestSeeds.of("k2", List.of("k1", "k2"));
        assertEquals(device, NewDevice.deserialize(kept, other, ALICE_S));
        Place elsewhere = Place.ofPending("bob");
        assertThrows(MissingSeedKey.class, () -> NewDevice.deserialize(kept, other, elsewhere));
        Seeds without = TestSeeds.of("k2", List.of("k2"));
        assertThrows(MissingSeedKey.class, () -> NewDevice.deserialize(kept, without, ALICE_S));
        assertThrows(MissingSeedKey.class, () -> device.serialize(TestSeeds.of("k1", List.of()), ALICE_S));
    }

    @Test
    void the_secret_is_not_in_its_text() {
        NewDevice device = NewDevice.under(policy("totp", "HmacSHA1", 6));
        assertFalse(device.toString().contains(device.secret()));
    }

    @Test
    void the_uri_of_a_time_based_device_follows_the_key_uri_format() {
        NewDevice device = new NewDevice("JBSWY3DPEHPK3PXP", "totp", 8, "HmacSHA256", 60, 0);
        assertEquals(
                "otpauth://totp/Big%20Corp%20%26%20Sons:alice%20b%2Btest%40example.com?secret=JBSWY3DPEHPK3PXP"
                        + "&issuer=Big%20Corp%20%26%20Sons&algorithm=SHA256&digits=8&period=60",
                device.otpauthUri(realm("r", "Big Corp & Sons"), user("alice b+test@example.com")));
    }

    @Test
    void the_uri_of_a_counter_based_device_has_its_counter() {
        NewDevice device = new NewDevice("JBSWY3DPEHPK3PXP", "hotp", 6, "HmacSHA1", 0, 5);
        assertEquals(
                "otpauth://hotp/r:bob?secret=JBSWY3DPEHPK3PXP&issuer=r&algorithm=SHA1&digits=6&counter=5",
                device.otpauthUri(realm("r", " "), user("bob")));
    }

    @Test
    void neither_issuer_nor_account_keep_a_colon() {
        NewDevice device = new NewDevice("JBSWY3DPEHPK3PXP", "totp", 6, "HmacSHA1", 30, 0);
        assertTrue(device.otpauthUri(realm("r", "A: B"), user("corp:alice"))
                .startsWith("otpauth://totp/A%20%20B:corp%20alice?"));
    }

    @Test
    void the_credential_has_the_very_fields_that_keycloak_itself_writes() throws Exception {
        NewDevice device = new NewDevice("JBSWY3DPEHPK3PXP", "hotp", 8, "HmacSHA256", 0, 5);
        OTPCredentialModel credential =
                device.toCredential(null, new DeviceName("Key ring"), 7, UnaryOperator.identity());
        JsonNode stock = new ObjectMapper()
                .readTree(OTPCredentialModel.createTOTP("x", 6, 30, "HmacSHA1").getCredentialData());
        JsonNode data = new ObjectMapper().readTree(credential.getCredentialData());
        stock.fieldNames().forEachRemaining(field -> assertTrue(data.has(field), field));
        data.fieldNames()
                .forEachRemaining(field -> assertTrue(stock.has(field) || field.equals("secretEncoding"), field));
        assertEquals("otp", credential.getType());
        assertEquals("Key ring", credential.getUserLabel());
        assertEquals("hotp", credential.getOTPCredentialData().getSubType());
        assertEquals(7, credential.getOTPCredentialData().getCounter());
        assertEquals("BASE32", credential.getOTPCredentialData().getSecretEncoding());
        assertEquals(
                "Hello!\u00de\u00ad\u00be\u00ef",
                new String(credential.getDecodedSecret(), java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    private static RealmModel realm(String name, String displayName) {
        return Models.answering(RealmModel.class, Map.of("getName", name, "getDisplayName", displayName));
    }

    private static UserModel user(String username) {
        return Models.answering(UserModel.class, Map.of("getUsername", username));
    }
}
