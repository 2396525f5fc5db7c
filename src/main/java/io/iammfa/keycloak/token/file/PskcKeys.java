package io.iammfa.keycloak.token.file;

import io.iammfa.keycloak.token.file.Fields.Unusable;
import io.iammfa.keycloak.token.file.Parsed.Reason;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of a PSKC file (RFC 6030, section 6): that of its seeds, given or derived from a password (PKCS #5, PBKDF2), and
 * that of their message authentication codes.
 *
 * @param encryption or null where none was given
 * @param mac the JCA name of the algorithm, or null where the file names none
 */
record PskcKeys(byte[] encryption, String mac, byte[] macKey) {

    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int AES_BLOCK = 16;

    /** For a file without encryption. */
    static final PskcKeys NONE = new PskcKeys(null, null, null);

    /**
     * The keys of a file.
     *
     * @param encryptionKey the element of that name, or null
     * @param macMethod the element of that name, or null
     * @param given the pre-shared key, or null
     * @param password or null
     */
    static PskcKeys of(Element encryptionKey, Element macMethod, byte[] given, char[] password) {
        if (encryptionKey == null) {
            return new PskcKeys(given, macMethod == null ? null : mac(macMethod), given);
        }
        byte[] key = encryptionKey
                .find("DerivedKey")
                .map(derived -> derive(derived, password))
                .orElse(given);
        if (macMethod == null || key == null) {
            return new PskcKeys(key, macMethod == null ? null : mac(macMethod), key);
        }
        try {
            Element macKey = macMethod.find("MACKey").orElse(null);
            return new PskcKeys(key, mac(macMethod), macKey == null ? key : open(key, macKey));
        } catch (Unusable wrong) {
            throw new UnreadableFile(UnreadableFile.Reason.KEY);
        }
    }

    private static String mac(Element method) {
        return switch (fragment(method.attribute("Algorithm"))) {
            case "hmac-sha1" -> "HmacSHA1";
            case "hmac-sha256" -> "HmacSHA256";
            case "hmac-sha512" -> "HmacSHA512";
            default -> throw new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
        };
    }

    private static String fragment(String algorithm) {
        return algorithm.substring(algorithm.lastIndexOf('#') + 1).toLowerCase(Locale.ROOT);
    }

    private static byte[] derive(Element derivedKey, char[] password) {
        if (password == null || password.length == 0) {
            throw new UnreadableFile(UnreadableFile.Reason.PASSWORD_MISSING);
        }
        Element method = derivedKey.find("KeyDerivationMethod").orElse(null);
        if (method == null || !fragment(method.attribute("Algorithm")).equals("pbkdf2")) {
            throw new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
        }
        Element parameters =
                method.find("PBKDF2-params").or(() -> method.find("Parameters")).orElse(method);
        try {
            byte[] salt = Base64.getMimeDecoder().decode(parameters.text("Salt", "Specified"));
            int iterations = Integer.parseInt(parameters.text("IterationCount"));
            String length = parameters.text("KeyLength");
            int bytes = length == null ? AES_BLOCK : Integer.parseInt(length);
            if (iterations < 1 || iterations > MAX_ITERATIONS || bytes < 1 || bytes > 64) {
                throw new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
            }
            String random = parameters
                    .find("PRF")
                    .map(prf -> fragment(prf.attribute("Algorithm")))
                    .orElse("hmac-sha1");
            String hash =
                    switch (random) {
                        case "", "hmac-sha1", "id-hmacwithsha1" -> "SHA1";
                        case "hmac-sha256" -> "SHA256";
                        case "hmac-sha512" -> "SHA512";
                        default -> throw new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
                    };
            return SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash)
                    .generateSecret(new PBEKeySpec(password, salt, iterations, bytes * 8))
                    .getEncoded();
        } catch (GeneralSecurityException | RuntimeException | AssertionError unusable) {
            // the last is how cryptography in FIPS mode says that a password or salt is too weak
            throw unusable instanceof UnreadableFile file ? file : new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
        }
    }

    /** A seed as it stands in an element {@code Secret}. */
    byte[] seed(Element secret) throws Unusable {
        String plain = secret.text("PlainValue");
        if (plain != null) {
            return decode(plain);
        }
        Element encrypted = secret.find("EncryptedValue").orElseThrow(() -> new Unusable(Reason.SEED, ""));
        if (encryption == null) {
            throw new UnreadableFile(UnreadableFile.Reason.KEY_MISSING);
        }
        if (isWithoutIntegrity(encrypted)) {
            check(encrypted, secret.text("ValueMAC"));
        }
        return open(encryption, encrypted);
    }

    private static boolean isWithoutIntegrity(Element encrypted) {
        return algorithm(encrypted).endsWith("-cbc");
    }

    private static String algorithm(Element encrypted) {
        return encrypted
                .find("EncryptionMethod")
                .map(method -> fragment(method.attribute("Algorithm")))
                .orElse("");
    }

    private void check(Element encrypted, String valueMac) throws Unusable {
        if (mac == null || valueMac == null) {
            throw new Unusable(Reason.MAC_MISSING, "");
        }
        try {
            Mac computed = Mac.getInstance(mac);
            computed.init(new SecretKeySpec(macKey, mac));
            if (!MessageDigest.isEqual(computed.doFinal(cipherText(encrypted)), decode(valueMac))) {
                throw new Unusable(Reason.MAC_WRONG, "");
            }
        } catch (GeneralSecurityException e) {
            throw new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
        }
    }

    private static byte[] cipherText(Element encrypted) throws Unusable {
        String value = encrypted.text("CipherData", "CipherValue");
        if (value == null) {
            throw new Unusable(Reason.SEED, "");
        }
        return decode(value);
    }

    private static byte[] decode(String base64) throws Unusable {
        return SeedEncoding.BASE64.decode(base64.replaceAll("\\s", ""));
    }

    /** Decrypts a value: AES in CBC mode with the initialization vector in front, or AES key wrap with or without padding. */
    private static byte[] open(byte[] key, Element encrypted) throws Unusable {
        String algorithm = algorithm(encrypted);
        byte[] value = cipherText(encrypted);
        int bits =
                switch (algorithm.replaceAll("[^0-9]", "")) {
                    case "128" -> 128;
                    case "192" -> 192;
                    case "256" -> 256;
                    default -> throw new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
                };
        if (key.length * 8 != bits) {
            throw new UnreadableFile(UnreadableFile.Reason.KEY);
        }
        SecretKeySpec aes = new SecretKeySpec(key, "AES");
        try {
            if (algorithm.endsWith("-cbc")) {
                return unpadded(cbc(aes, value));
            }
            if (algorithm.startsWith("kw-aes")) {
                Cipher wrap = Cipher.getInstance(algorithm.endsWith("pad") ? "AESWrapPad" : "AESWrap");
                wrap.init(Cipher.UNWRAP_MODE, aes);
                return wrap.unwrap(value, "seed", Cipher.SECRET_KEY).getEncoded();
            }
        } catch (GeneralSecurityException wrong) {
            throw new Unusable(Reason.DECRYPTION, "");
        }
        throw new UnreadableFile(UnreadableFile.Reason.ALGORITHM);
    }

    private static byte[] cbc(SecretKeySpec aes, byte[] value) throws GeneralSecurityException {
        if (value.length < 2 * AES_BLOCK) {
            throw new GeneralSecurityException("too short");
        }
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, aes, new IvParameterSpec(value, 0, AES_BLOCK));
        return cipher.doFinal(value, AES_BLOCK, value.length - AES_BLOCK);
    }

    /** XML Encryption, section 5.2: the last byte says how many to drop; the others may be any. */
    private static byte[] unpadded(byte[] padded) throws GeneralSecurityException {
        int drop = padded[padded.length - 1];
        if (drop < 1 || drop > AES_BLOCK) {
            throw new GeneralSecurityException("padding");
        }
        return Arrays.copyOf(padded, padded.length - drop);
    }

    @Override
    public String toString() {
        return "PskcKeys[" + mac + "]";
    }
}
