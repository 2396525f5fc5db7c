package io.iammfa.keycloak.support;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.codec.binary.Base32;

/**
 * A hardware token as its maker sells it: a serial number on its back, and a seed that stands in its maker's file.
 *
 * @param algorithm as {@code SHA1}
 */
public record HardwareToken(String serial, String seed, String algorithm, int digits, int period) {

    /** The most usual one. */
    public static HardwareToken of(String serial) {
        return new HardwareToken(serial, ("seed-of-" + serial + "-".repeat(20)).substring(0, 20), "SHA1", 6, 30);
    }

    public String base32() {
        return new Base32()
                .encodeToString(seed.getBytes(StandardCharsets.UTF_8))
                .replace("=", "");
    }

    public String hex() {
        return HexFormat.of().formatHex(seed.getBytes(StandardCharsets.UTF_8));
    }

    /** What its display shows. */
    public Phone display() {
        return Phone.ofUri("otpauth://totp/x:y?secret=" + base32() + "&algorithm=" + algorithm + "&digits=" + digits
                + "&period=" + period);
    }

    /** Its line in a file of Microsoft Entra's. */
    public String entra(String upn) {
        return upn + "," + serial + "," + base32() + "," + period + ",Maker,Model";
    }

    /** The first line of such a file. */
    public static final String ENTRA = "upn,serial number,secret key,time interval,manufacturer,model";

    /** Such a file of so many tokens, {@code T000000} and so on. */
    public static String file(int tokens) {
        return IntStream.range(0, tokens)
                .mapToObj(i -> of(String.format(Locale.ROOT, "T%06d", i)).entra(""))
                .collect(Collectors.joining("\n", ENTRA + "\n", "\n"));
    }

    /** Its line in a file of privacyIDEA's. */
    public String oath() {
        return serial + "," + hex() + ",TOTP," + digits + "," + period;
    }
}
