package io.iammfa.keycloak.support;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.ReaderException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.ImageIO;
import org.apache.commons.codec.binary.Base32;

/** A phone with an authenticator app: scans a QR picture, then shows codes by its own clock. */
public final class Phone {

    /** How far back the first code of a new phone lies; the test realms look ten steps back and ahead. */
    private static final int HEAD_START = 6;

    private final URI uri;
    private final Map<String, String> parameters;
    private final long skewSteps;
    private long last;

    private Phone(URI uri, long skewSteps) {
        this.uri = uri;
        this.parameters = Arrays.stream(uri.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> parameter[0],
                        parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
        this.skewSteps = skewSteps;
        this.last = isCounter() ? Long.parseLong(parameters.get("counter")) - 1 : now() - HEAD_START;
    }

    /** Scans a picture, as a camera would. */
    public static Phone scan(byte[] png) {
        try {
            var picture = new BinaryBitmap(
                    new HybridBinarizer(new BufferedImageLuminanceSource(ImageIO.read(new ByteArrayInputStream(png)))));
            return ofUri(read(picture));
        } catch (NotFoundException e) {
            throw new AssertionError("no QR code in the picture", e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(BinaryBitmap picture) throws ReaderException {
        try {
            return new QRCodeReader().decode(picture).getText();
        } catch (ReaderException e) {
            // a camera would move a little and try again
            return new QRCodeReader()
                    .decode(picture, Map.of(DecodeHintType.PURE_BARCODE, true))
                    .getText();
        }
    }

    public static Phone ofUri(String uri) {
        return new Phone(URI.create(uri), 0);
    }

    /** A phone with the key of a stock device, as {@link RealmBuilder#stockDevice} makes it. */
    public static Phone ofKey(String key) {
        return ofSecret(new Base32()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8))
                .replace("=", ""));
    }

    /** A phone that somebody typed a secret key into. */
    public static Phone ofSecret(String base32) {
        return ofUri("otpauth://totp/x:y?secret=" + base32 + "&algorithm=SHA1&digits=6&period=30");
    }

    /** The same phone with its clock set off; negative is slow. */
    public Phone clockOffBySteps(long steps) {
        return new Phone(uri, steps);
    }

    public URI uri() {
        return uri;
    }

    public String parameter(String name) {
        return parameters.get(name);
    }

    /** The step that the phone's clock is in. */
    public long now() {
        return MovedClock.now().getEpochSecond() / Long.parseLong(parameters.get("period")) + skewSteps;
    }

    /** The code of the next step that this phone has not shown yet. */
    public String next() {
        return code(++last);
    }

    /** The code that was shown last, again. */
    public String again() {
        return code(last);
    }

    /** The last step or counter whose code was shown. */
    public long last() {
        return last;
    }

    /** Passes over a number of codes. */
    public Phone skip(int codes) {
        last += codes;
        return this;
    }

    public String code(long factor) {
        try {
            String algorithm = "Hmac" + parameters.get("algorithm");
            // steps of one second make the moving factor of either kind a moment
            var generator = new TimeBasedOneTimePasswordGenerator(
                    Duration.ofSeconds(1), Integer.parseInt(parameters.get("digits")), algorithm);
            byte[] key = new Base32().decode(parameters.get("secret"));
            return generator.generateOneTimePasswordString(
                    new SecretKeySpec(key, algorithm), Instant.ofEpochSecond(factor));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isCounter() {
        return "hotp".equals(uri.getHost());
    }
}
