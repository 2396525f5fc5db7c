package io.iammfa.keycloak.token.file;

import io.iammfa.keycloak.token.file.Fields.Unusable;
import io.iammfa.keycloak.token.file.Parsed.Reason;
import io.iammfa.keycloak.totp.HashAlgorithm;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which columns a CSV file has. */
interface CsvLayout {

    /** One row that is no comment and no header. */
    SeedRow read(int line, String[] columns) throws Unusable;

    /** Where the serial number stands. */
    int serialColumn();

    /**
     * Microsoft Entra's, by the names in its header: {@code upn,serial number,secret key,time interval,manufacturer,model}.
     * Makers leave out {@code upn}. Its tokens are TOTP with SHA-1 and 6 digits.
     */
    record Entra(List<String> header, SeedEncoding encoding) implements CsvLayout {

        private static final String SERIAL = "serialnumber";
        private static final String SEED = "secretkey";

        static boolean is(String[] columns) {
            List<String> names = names(columns);
            return names.contains(SERIAL) && names.contains(SEED);
        }

        static Entra of(String[] columns, SeedEncoding encoding) {
            return new Entra(names(columns), encoding);
        }

        private static List<String> names(String[] columns) {
            return Arrays.stream(columns)
                    .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
                    .toList();
        }

        @Override
        public int serialColumn() {
            return header.indexOf(SERIAL);
        }

        private String column(String[] columns, String name) {
            int at = header.indexOf(name);
            return at < 0 ? "" : columns[at];
        }

        @Override
        public SeedRow read(int line, String[] columns) throws Unusable {
            if (columns.length != header.size()) {
                throw new Unusable(Reason.COLUMNS, columns.length + "");
            }
            String interval = column(columns, "timeinterval");
            return new SeedRow(
                    line,
                    Fields.serial(column(columns, SERIAL)),
                    Fields.optional(column(columns, "upn")),
                    Fields.optional(column(columns, "manufacturer")),
                    Fields.optional(column(columns, "model")),
                    false,
                    HashAlgorithm.SHA1,
                    6,
                    Fields.period(interval.isBlank() ? "30" : interval),
                    0,
                    0,
                    encoding.read(column(columns, SEED)),
                    null,
                    null);
        }
    }

    /**
     * The OATH CSV of privacyIDEA: {@code serial, seed, type, digits, time step or counter}, of which all after the seed may
     * be missing. Its second version begins with the line {@code # version: 2}, and each row with the user, whose resolver
     * and realm come next.
     *
     * @param userColumns 0, or 3 in the second version
     */
    record Oath(int userColumns, SeedEncoding encoding) implements CsvLayout {

        private static final int MOST = 6;

        @Override
        public int serialColumn() {
            return userColumns;
        }

        @Override
        public SeedRow read(int line, String[] columns) throws Unusable {
            int count = columns.length - userColumns;
            if (count < 2 || count > MOST) {
                throw new Unusable(Reason.COLUMNS, columns.length + "");
            }
            String[] row = Arrays.copyOfRange(columns, userColumns, columns.length);
            boolean counts = Fields.counts(field(row, 2, "hotp"));
            byte[] seed = encoding.read(row[1]);
            return new SeedRow(
                    line,
                    Fields.serial(row[0]),
                    userColumns == 0 ? null : Fields.optional(columns[0]),
                    null,
                    null,
                    counts,
                    Fields.algorithm(
                            field(row, 5, seed.length == 32 ? "sha256" : seed.length == 64 ? "sha512" : "sha1")),
                    Fields.digits(field(row, 3, "6")),
                    counts ? 0 : Fields.period(field(row, 4, "30")),
                    counts ? Fields.counter(field(row, 4, "0")) : 0,
                    0,
                    seed,
                    null,
                    null);
        }

        private static String field(String[] row, int at, String missing) {
            return at < row.length && !row[at].isBlank() ? row[at] : missing;
        }
    }
}
