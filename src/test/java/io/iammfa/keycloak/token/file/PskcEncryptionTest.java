package io.iammfa.keycloak.token.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.PskcMaker;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as makers encrypt them, in every way that there is. */
class PskcEncryptionTest {

    private static SeedRow read(String xml, byte[] key, String password) {
        List<Parsed> rows = new ArrayList<>();
        new TokenFile(
                        TokenFile.Format.PSKC,
                        null,
                        key == null ? null : HexFormat.of().formatHex(key),
                        password == null ? null : password.toCharArray())
                .read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), rows::add);
        return rows.get(0) instanceof SeedRow row ? row : failed(rows);
    }

    private static SeedRow failed(List<Parsed> rows) {
        throw new AssertionError(rows);
    }

    @ParameterizedTest
    @CsvSource({
        "128, hmac-sha1, HmacSHA1, 20",
        "192, hmac-sha1, HmacSHA1, 20",
        "256, hmac-sha256, HmacSHA256, 32",
        "256, hmac-sha512, HmacSHA512, 64",
        "128, hmac-sha1, HmacSHA1, 16"
    })
    void aes_cbc_with_a_message_authentication_code(int bits, String macName, String mac, int seedBytes)
            throws Exception {
        byte[] key = PskcMaker.bytes(bits / 8);
        byte[] macKey = PskcMaker.bytes(20);
        byte[] seed = PskcMaker.bytes(seedBytes);
        byte[] value = PskcMaker.cbc(key, seed);
        String algorithm = PskcMaker.ENC + "aes" + bits + "-cbc";
        for (boolean ownKey : new boolean[] {true, false}) {
            Mac code = Mac.getInstance(mac);
            code.init(new SecretKeySpec(ownKey ? macKey : key, mac));
            String head =
                    "<EncryptionKey><KeyName>k</KeyName></EncryptionKey><MACMethod Algorithm=\"http://www.w3.org/x#"
                            + macName + "\">"
                            + (ownKey ? PskcMaker.encrypted("MACKey", algorithm, PskcMaker.cbc(key, macKey)) : "")
                            + "</MACMethod>";
            String secret = PskcMaker.encrypted("EncryptedValue", algorithm, value) + "<ValueMAC>"
                    + PskcMaker.base64(code.doFinal(value)) + "</ValueMAC>";
            assertArrayEquals(
                    seed, read(PskcMaker.file(head, secret), key, null).seed());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "128, kw-aes128, AESWrap, 32",
        "192, kw-aes192, AESWrap, 16",
        "256, kw-aes256, AESWrap, 64",
        "128, kw-aes-128-pad, AESWrapPad, 20",
        "256, kw-aes-256-pad, AESWrapPad, 20"
    })
    void aes_key_wrap_which_needs_no_code(int bits, String name, String cipher, int seedBytes) throws Exception {
        byte[] key = PskcMaker.bytes(bits / 8);
        byte[] seed = PskcMaker.bytes(seedBytes);
        String secret = PskcMaker.encrypted("EncryptedValue", PskcMaker.ENC + name, PskcMaker.wrap(cipher, key, seed));
        String file = PskcMaker.file("<EncryptionKey><KeyName>k</KeyName></EncryptionKey>", secret);
        assertArrayEquals(seed, read(file, key, null).seed());
        List<Parsed> rows = new ArrayList<>();
        new TokenFile(TokenFile.Format.PSKC, null, HexFormat.of().formatHex(PskcMaker.bytes(bits / 8)), null)
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), rows::add);
        assertEquals(Parsed.Reason.DECRYPTION, ((Parsed.Rejected) rows.get(0)).reason());
    }

    @ParameterizedTest
    @CsvSource({
        "'', SHA1, 16",
        "<PRF Algorithm=\"http://www.w3.org/x#hmac-sha1\"/>, SHA1, 32",
        "<PRF Algorithm=\"http://www.w3.org/x#hmac-sha256\"/>, SHA256, 32"
    })
    void a_key_that_is_derived_from_a_password(String prf, String hash, int keyLength) throws Exception {
        byte[] salt = PskcMaker.bytes(8);
        String password = "pässwörd 密码";
        byte[] key = PskcMaker.derive(password, salt, hash, keyLength);
        byte[] seed = PskcMaker.bytes(20);
        String head = PskcMaker.derivedKey(salt, keyLength, prf);
        String secret = PskcMaker.encrypted(
                "EncryptedValue",
                PskcMaker.ENC + "kw-aes-" + keyLength * 8 + "-pad",
                PskcMaker.wrap("AESWrapPad", key, seed));
        assertArrayEquals(
                seed, read(PskcMaker.file(head, secret), null, password).seed());
    }
}
