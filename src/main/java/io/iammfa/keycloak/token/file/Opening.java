package io.iammfa.keycloak.token.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a file begins.
 *
 * @param charset UTF-16 where a byte order mark says so, otherwise UTF-8
 * @param isXml whether the first character that says anything is {@code <}
 */
record Opening(Charset charset, boolean isXml) {

    /** Much more white space than anybody puts before XML. */
    private static final int LENGTH = 1024;

    private static final int BIG_ENDIAN = 0xFEFF;
    private static final int LITTLE_ENDIAN = 0xFFFE;

    /** Looks at a file without reading it. */
    static Opening of(InputStream file) throws IOException {
        file.mark(LENGTH);
        byte[] bytes = file.readNBytes(LENGTH);
        file.reset();
        Charset charset =
                switch (bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << Byte.SIZE | bytes[1] & 0xFF) {
                    case BIG_ENDIAN -> StandardCharsets.UTF_16BE;
                    case LITTLE_ENDIAN -> StandardCharsets.UTF_16LE;
                    default -> StandardCharsets.UTF_8;
                };
        String text = new String(bytes, charset).replace("\ufeff", "").stripLeading();
        return new Opening(charset, text.startsWith("<"));
    }
}
