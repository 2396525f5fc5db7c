package io.iammfa.keycloak.token.file;

import io.iammfa.keycloak.token.file.Fields.Unusable;
import io.iammfa.keycloak.token.file.Parsed.Reason;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.keycloak.models.utils.Base32;

/** How a seed is written. */
public enum SeedEncoding {

    /** RFC 4648, section 6, in capital or small letters, with or without padding and spaces. */
    BASE32 {
        @Override
        byte[] decode(String text) throws Unusable {
            String bare = text.toUpperCase(Locale.ROOT).replaceFirst("=+$", "");
            // a group of 8 characters may end after 2, 4, 5 or 7 of them
            if (!bare.matches("[A-Z2-7]+") || "136".indexOf(Character.forDigit(bare.length() % 8, 10)) >= 0) {
                throw new Unusable(Reason.SEED, "not base32");
            }
            return Base32.decode(bare);
        }
    },

    /** RFC 4648, section 8, in capital or small letters. */
    HEX {
        @Override
        byte[] decode(String text) throws Unusable {
            try {
                return HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
            } catch (IllegalArgumentException none) {
                throw new Unusable(Reason.SEED, "not hexadecimal");
            }
        }
    },

    /** RFC 4648, section 4 or 5, with or without padding. */
    BASE64 {
        @Override
        byte[] decode(String text) throws Unusable {
            try {
                return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            } catch (IllegalArgumentException none) {
                throw new Unusable(Reason.SEED, "not base64");
            }
        }
    };

    /** More than any seed is written with. */
    private static final int MAX_LENGTH = 512;

    abstract byte[] decode(String text) throws Unusable;

    /** Reads a seed. */
    final byte[] read(String text) throws Unusable {
        String bare = text.replaceAll("\\s", "");
        if (bare.length() > MAX_LENGTH) {
            throw new Unusable(Reason.SEED_LENGTH, "");
        }
        return Fields.seed(decode(bare));
    }
}
