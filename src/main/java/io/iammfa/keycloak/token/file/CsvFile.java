package io.iammfa.keycloak.token.file;

import com.opencsv.CSVParserBuilder;
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.ICSVParser;
import com.opencsv.exceptions.CsvMalformedLineException;
import com.opencsv.exceptions.CsvMultilineLimitBrokenException;
import com.opencsv.exceptions.CsvValidationException;
import io.iammfa.keycloak.token.file.Fields.Unusable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/** A CSV file (RFC 4180) of a maker, or of one of the products that have hardware tokens. */
final class CsvFile {

    private static final String SECOND_VERSION = "#version:2";

    private final SeedEncoding encoding;

    /** @param encoding of the seeds, or null for what the format usually has */
    CsvFile(SeedEncoding encoding) {
        this.encoding = encoding;
    }

    private SeedEncoding or(SeedEncoding usual) {
        return encoding == null ? usual : encoding;
    }

    /**
     * Reads it row by row.
     *
     * @throws UnreadableFile if there is no row
     */
    void read(Reader text, Consumer<Parsed> rows) {
        try (CSVReader csv = new CSVReaderBuilder(text)
                .withCSVParser(new CSVParserBuilder()
                        .withIgnoreLeadingWhiteSpace(true)
                        // RFC 4180 knows none, and a user may be of a Windows domain
                        .withEscapeChar(ICSVParser.NULL_CHARACTER)
                        .build())
                .withMultilineLimit(1)
                .build()) {
            CsvLayout layout = null;
            boolean any = false;
            while (true) {
                int line = (int) csv.getLinesRead() + 1;
                String[] columns;
                try {
                    columns = csv.readNext();
                } catch (CsvValidationException | CsvMalformedLineException | CsvMultilineLimitBrokenException broken) {
                    rows.accept(new Parsed.Rejected(line, "", Parsed.Reason.COLUMNS, ""));
                    any = true;
                    continue;
                }
                if (columns == null) {
                    break;
                }
                columns[0] = columns[0].replace("\ufeff", "");
                Arrays.setAll(columns, at -> Formulas.original(columns[at]));
                if (columns.length == 1 && columns[0].isBlank()) {
                    continue;
                }
                if (columns[0].startsWith("#")) {
                    if (String.join(",", columns)
                            .replaceAll("\\s", "")
                            .toLowerCase(Locale.ROOT)
                            .startsWith(SECOND_VERSION)) {
                        layout = new CsvLayout.Oath(3, or(SeedEncoding.HEX));
                    }
                } else if (layout == null && CsvLayout.Entra.is(columns)) {
                    layout = CsvLayout.Entra.of(columns, or(SeedEncoding.BASE32));
                } else {
                    if (layout == null) {
                        layout = new CsvLayout.Oath(0, or(SeedEncoding.HEX));
                    }
                    rows.accept(row(layout, line, columns));
                    any = true;
                }
            }
            if (!any) {
                throw new UnreadableFile(UnreadableFile.Reason.FORMAT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a line names columns. */
    static boolean isHeader(String line) {
        return CsvLayout.Entra.is(line.replace("\ufeff", "").split(","));
    }

    private static Parsed row(CsvLayout layout, int line, String[] columns) {
        try {
            return layout.read(line, columns);
        } catch (Unusable unusable) {
            int at = layout.serialColumn();
            String serial = at < columns.length ? Fields.optional(columns[at]) : null;
            return unusable.at(line, serial == null ? "" : serial);
        }
    }
}
