package io.iammfa.keycloak.token.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as makers encrypt them, in every way that there is. */
class PskcEncryptionTest {

    private static final String ENC = "http://www.w3.org/2001/04/xmlenc#";
    private final SecureRandom random = new SecureRandom();

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private byte[] cbc(byte[] key, byte[] value) throws Exception {
        byte[] vector = bytes(16);
        Cipher cipher = Cipher.getInstance("AES/CBC/ISO10126Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(vector);
        out.write(cipher.doFinal(value));
        return out.toByteArray();
    }

    private static byte[] wrap(String cipherName, byte[] key, byte[] value) throws Exception {
        Cipher cipher = Cipher.getInstance(cipherName);
        cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(key, "AES"));
        return cipher.wrap(new SecretKeySpec(value, "seed"));
    }

    private static String encrypted(String name, String algorithm, byte[] cipherText) {
        return "<" + name + "><EncryptionMethod Algorithm=\"" + algorithm + "\"/><CipherData><CipherValue>"
                + base64(cipherText) + "</CipherValue></CipherData></" + name + ">";
    }

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

    private static String file(String head, String secret) {
        return "<KeyContainer>" + head + "<KeyPackage><DeviceInfo><SerialNo>1</SerialNo></DeviceInfo>"
                + "<Key Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:totp\"><Data><Secret>" + secret
                + "</Secret></Data></Key></KeyPackage></KeyContainer>";
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
        byte[] key = bytes(bits / 8);
        byte[] macKey = bytes(20);
        byte[] seed = bytes(seedBytes);
        byte[] value = cbc(key, seed);
        String algorithm = ENC + "aes" + bits + "-cbc";
        for (boolean ownKey : new boolean[] {true, false}) {
            Mac code = Mac.getInstance(mac);
            code.init(new SecretKeySpec(ownKey ? macKey : key, mac));
            String head =
                    "<EncryptionKey><KeyName>k</KeyName></EncryptionKey><MACMethod Algorithm=\"http://www.w3.org/x#"
                            + macName + "\">" + (ownKey ? encrypted("MACKey", algorithm, cbc(key, macKey)) : "")
                            + "</MACMethod>";
            String secret = encrypted("EncryptedValue", algorithm, value) + "<ValueMAC>" + base64(code.doFinal(value))
                    + "</ValueMAC>";
            assertArrayEquals(seed, read(file(head, secret), key, null).seed());
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
        byte[] key = bytes(bits / 8);
        byte[] seed = bytes(seedBytes);
        String secret = encrypted("EncryptedValue", ENC + name, wrap(cipher, key, seed));
        String file = file("<EncryptionKey><KeyName>k</KeyName></EncryptionKey>", secret);
        assertArrayEquals(seed, read(file, key, null).seed());
        List<Parsed> rows = new ArrayList<>();
        new TokenFile(TokenFile.Format.PSKC, null, HexFormat.of().formatHex(bytes(bits / 8)), null)
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
        byte[] salt = bytes(8);
        String password = "pässwörd 密码";
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash)
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 2000, keyLength * 8))
                .getEncoded();
        byte[] seed = bytes(20);
        String head =
                "<EncryptionKey><DerivedKey><KeyDerivationMethod Algorithm=\"http://x#pbkdf2\"><PBKDF2-params><Salt>"
                        + "<Specified>" + base64(salt)
                        + "</Specified></Salt><IterationCount>2000</IterationCount><KeyLength>"
                        + keyLength + "</KeyLength>" + prf
                        + "</PBKDF2-params></KeyDerivationMethod></DerivedKey></EncryptionKey>";
        String secret =
                encrypted("EncryptedValue", ENC + "kw-aes-" + keyLength * 8 + "-pad", wrap("AESWrapPad", key, seed));
        assertArrayEquals(seed, read(file(head, secret), null, password).seed());
    }
}
