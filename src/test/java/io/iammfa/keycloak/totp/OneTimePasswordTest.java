package io.iammfa.keycloak.totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneTimePasswordTest {

    private static OneTimePassword rfc(HashAlgorithm algorithm, int keyLength, int digits) {
        String key = "1234567890".repeat(7).substring(0, keyLength);
        return new OneTimePassword(key.getBytes(StandardCharsets.US_ASCII), algorithm, digits);
    }

    @ParameterizedTest
    @CsvSource({
        "0,755224",
        "1,287082",
        "2,359152",
        "3,969429",
        "4,338314",
        "5,254676",
        "6,287922",
        "7,162583",
        "8,399871",
        "9,520489"
    })
    void the_codes_of_RFC_4226_appendix_D(long counter, String code) {
        assertEquals(code, rfc(HashAlgorithm.SHA1, 20, 6).code(counter));
    }

    @ParameterizedTest
    @CsvSource({
        "59,94287082,46119246,90693936",
        "1111111109,07081804,68084774,25091201",
        "1111111111,14050471,67062674,99943326",
        "1234567890,89005924,91819424,93441116",
        "2000000000,69279037,90698825,38618901",
        "20000000000,65353130,77737706,47863826"
    })
    void the_codes_of_RFC_6238_appendix_B(long seconds, String sha1, String sha256, String sha512) {
        long step = TimeSteps.at(seconds, 30);
        assertEquals(sha1, rfc(HashAlgorithm.SHA1, 20, 8).code(step));
        assertEquals(sha256, rfc(HashAlgorithm.SHA256, 32, 8).code(step));
        assertEquals(sha512, rfc(HashAlgorithm.SHA512, 64, 8).code(step));
    }

    @Test
    void a_code_matches_its_own_step_alone() {
        OneTimePassword password = rfc(HashAlgorithm.SHA1, 20, 6);
        assertTrue(password.matches("755224", 0));
        assertFalse(password.matches("755224", 1));
        assertFalse(password.matches("75522", 0));
        assertFalse(password.matches("", 0));
    }

    @Test
    void new_keys_are_as_long_as_the_hash_and_never_the_same() {
        assertEquals(20, HashAlgorithm.SHA1.newKey().length);
        assertEquals(32, HashAlgorithm.SHA256.newKey().length);
        assertEquals(64, HashAlgorithm.SHA512.newKey().length);
        assertFalse(java.util.Arrays.equals(HashAlgorithm.SHA1.newKey(), HashAlgorithm.SHA1.newKey()));
    }

    @Test
    void the_key_is_not_in_its_text_and_can_not_be_changed_from_outside() {
        byte[] key = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
        OneTimePassword password = new OneTimePassword(key, HashAlgorithm.SHA1, 6);
        key[0] = 0;
        password.key()[0] = 0;
        assertEquals("755224", password.code(0));
        assertEquals("OneTimePassword[SHA1, 6 digits]", password.toString());
    }

    @Test
    void an_empty_key_and_impossible_lengths_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new OneTimePassword(new byte[0], HashAlgorithm.SHA1, 6));
        assertThrows(IllegalArgumentException.class, () -> new OneTimePassword(new byte[20], HashAlgorithm.SHA1, 10));
        assertThrows(IllegalArgumentException.class, () -> HashAlgorithm.ofMacName("HmacMD5"));
    }
}
