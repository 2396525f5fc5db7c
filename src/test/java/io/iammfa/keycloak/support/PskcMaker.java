package io.iammfa.keycloak.support;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Writes PSKC files as makers encrypt them, with the JDK alone. */
public final class PskcMaker {

    public static final String ENC = "http://www.w3.org/2001/04/xmlenc#";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ITERATIONS = 2000;

    private PskcMaker() {}

    public static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    public static byte[] cbc(byte[] key, byte[] value) throws Exception {
        byte[] vector = bytes(16);
        Cipher cipher = Cipher.getInstance("AES/CBC/ISO10126Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(vector);
        out.write(cipher.doFinal(value));
        return out.toByteArray();
    }

    public static byte[] wrap(String cipherName, byte[] key, byte[] value) throws Exception {
        Cipher cipher = Cipher.getInstance(cipherName);
        cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(key, "AES"));
        return cipher.wrap(new SecretKeySpec(value, "seed"));
    }

    public static String encrypted(String name, String algorithm, byte[] cipherText) {
        return "<" + name + "><EncryptionMethod Algorithm=\"" + algorithm + "\"/><CipherData><CipherValue>"
                + base64(cipherText) + "</CipherValue></CipherData></" + name + ">";
    }

    public static String file(String head, String secret) {
        return "<KeyContainer>" + head + "<KeyPackage><DeviceInfo><SerialNo>1</SerialNo></DeviceInfo>"
                + "<Key Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:totp\"><Data><Secret>" + secret
                + "</Secret></Data></Key></KeyPackage></KeyContainer>";
    }

    /** The key that PBKDF2 makes of a password. */
    public static byte[] derive(String password, byte[] salt, String hash, int keyLength) throws Exception {
        return SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash)
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, keyLength * 8))
                .getEncoded();
    }

    /** How a file says that. */
    public static String derivedKey(byte[] salt, int keyLength, String prf) {
        return "<EncryptionKey><DerivedKey><KeyDerivationMethod Algorithm=\"http://x#pbkdf2\"><PBKDF2-params><Salt>"
                + "<Specified>" + base64(salt) + "</Specified></Salt><IterationCount>" + ITERATIONS
                + "</IterationCount><KeyLength>" + keyLength + "</KeyLength>" + prf
                + "</PBKDF2-params></KeyDerivationMethod></DerivedKey></EncryptionKey>";
    }
}
