package io.iammfa.keycloak.token.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A file with the seeds of hardware tokens: PSKC (RFC 6030) or CSV. It is read once, row by row, whatever its length.
 *
 * @param encoding of the seeds in a CSV file, or null for what its format usually has
 * @param key that of encrypted seeds, hexadecimal, or null
 * @param password that of encrypted seeds, or null
 */
public record TokenFile(Format format, SeedEncoding encoding, String key, char[] password) {

    /** The largest file, in bytes. */
    public static final long MAX_LENGTH = 256L * 1024 * 1024;

    /** How a file is written. */
    public enum Format {
        /** PSKC where it begins as XML, otherwise CSV. */
        AUTO,
        PSKC,
        CSV
    }

    /**
     * Reads it.
     *
     * @param rows takes each row in turn, those that can't be used as well
     * @throws UnreadableFile where no row can be read, or none of those to come
     */
    public void read(InputStream file, Consumer<Parsed> rows) {
        InputStream limited = new BufferedInputStream(new Limited(file));
        try {
            Opening opening = Opening.of(limited);
            if (isPskc(opening)) {
                new PskcFile(keyBytes(), password).read(limited, rows);
            } else {
                new CsvFile(encoding).read(new PlainText(limited, opening.charset()), rows);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isPskc(Opening opening) {
        return format == Format.PSKC || format == Format.AUTO && opening.isXml();
    }

    private byte[] keyBytes() {
        try {
            return key == null || key.isBlank()
                    ? null
                    : HexFormat.of().parseHex(key.replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException none) {
            throw new UnreadableFile(UnreadableFile.Reason.KEY);
        }
    }

    /** Ends a file that is too long. */
    private static final class Limited extends FilterInputStream {

        private long left = MAX_LENGTH;

        Limited(InputStream file) {
            super(file);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = super.read(bytes, from, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new UnreadableFile(UnreadableFile.Reason.TOO_LARGE);
            }
        }
    }

    @Override
    public String toString() {
        return "TokenFile[" + format + "]";
    }
}
