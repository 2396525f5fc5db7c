package io.iammfa.keycloak.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Phone;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture of a device's secret. */
class QrCodeTest {

    private static final Random RANDOM = new Random(7);

    @ParameterizedTest
    @ValueSource(ints = {80, 130, 200, 300, 500, 1000, 2000, 2900})
    void is_of_modules_of_four_whole_pixels_at_least_and_can_be_read(int length) throws IOException {
        for (int i = 0; i < 10; i++) {
            String uri = uri(length);
            byte[] png =
                    Base64.getDecoder().decode(QrCode.png(uri).orElseThrow().replace("data:image/png;base64,", ""));
            assertEquals(uri, Phone.scan(png).uri().toString());
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
            int finder = finder(picture);
            assertEquals(0, finder % 7, "a finder pattern is 7 modules wide, not " + finder + " pixels");
            int module = finder / 7;
            assertTrue(module >= 4, module + " pixels");
            assertEquals(0, picture.getWidth() % module, "the picture ends in the middle of a module");
            assertEquals(4 * module, margin(picture), "the quiet zone");
            assertTrue(picture.getWidth() <= Math.max(260, 185 * 4), picture.getWidth() + " pixels");
        }
    }

    @Test
    void is_none_of_what_no_code_can_hold() {
        assertEquals(Optional.empty(), QrCode.png(uri(3000)));
    }

    private static String uri(int length) {
        StringBuilder uri = new StringBuilder("otpauth://totp/");
        while (uri.length() < length - 60) {
            uri.append((char) ('a' + RANDOM.nextInt(26)));
        }
        uri.append("?secret=");
        String end = "&digits=6&period=30";
        while (uri.length() < length - end.length()) {
            uri.append((char) ('A' + RANDOM.nextInt(26)));
        }
        return uri + end;
    }

    /** How many light pixels come first on the way from the upper left corner to the lower right. */
    private static int margin(BufferedImage picture) {
        int margin = 0;
        while (!isDark(picture, margin, margin)) {
            margin++;
        }
        return margin;
    }

    /** How wide the dark square in the upper left corner is. */
    private static int finder(BufferedImage picture) {
        int margin = margin(picture);
        int width = 0;
        while (isDark(picture, margin + width, margin)) {
            width++;
        }
        return width;
    }

    private static boolean isDark(BufferedImage picture, int x, int y) {
        return (picture.getRGB(x, y) & 0xFF) < 128;
    }
}
