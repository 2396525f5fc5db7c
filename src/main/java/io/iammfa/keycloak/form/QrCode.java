package io.iammfa.keycloak.form;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.client.j2se.MatrixToImageWriter;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A QR picture of a text, with the quiet zone that scanners need. */
public final class QrCode {

    private static final Logger LOG = Logger.getLogger(QrCode.class);
    private static final int QUIET_ZONE_MODULES = 4;

    /** A picture is about as wide as this many pixels; a long text's is wider, so that its modules have {@link #LEAST}. */
    private static final int WIDTH = 260;

    /** Pixels of a module. Below three, and where modules are not whole pixels, some scanners fail now and then. */
    private static final int LEAST = 4;

    private QrCode() {}

    /** The picture as a PNG data URI, to be shown as large as it is; empty if no QR code can hold that much. */
    public static Optional<String> png(String text) {
        Map<EncodeHintType, Object> hints = Map.of(
                EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L, EncodeHintType.MARGIN, QUIET_ZONE_MODULES);
        try {
            BitMatrix modules = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            MatrixToImageWriter.writeToStream(enlarged(modules), "png", png);
            return Optional.of("data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray()));
        } catch (WriterException e) {
            LOG.debugf(e, "%d characters are too many for a QR code", text.length());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BitMatrix enlarged(BitMatrix modules) {
        int pixels = Math.max(LEAST, WIDTH / modules.getWidth());
        BitMatrix picture = new BitMatrix(pixels * modules.getWidth());
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (modules.get(x, y)) {
                    picture.setRegion(pixels * x, pixels * y, pixels, pixels);
                }
            }
        }
        return picture;
    }
}
