package io.iammfa.keycloak.token.file;

import io.iammfa.keycloak.token.file.Parsed.Reason;
import io.iammfa.keycloak.totp.HashAlgorithm;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the fields that all formats have. */
final class Fields {

    static final int MAX_SERIAL = 64;

    /** RFC 4226, section 4, R6. */
    private static final int FIRST_YEAR = 1971;

    private static final int LAST_YEAR = 9999;
    private static final int MIN_SEED_BYTES = 16;

    private static final int MAX_SEED_BYTES = 128;
    private static final int MAX_TEXT = 255;

    /** Shorter than any seed, which a row has in another field where its maker has mixed up the columns. */
    private static final int MAX_DETAIL = 21;

    private static final int MAX_PERIOD = 300;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");

    /** What stands for bytes that are no UTF-8. */
    private static final char UNREADABLE = '\ufffd';

    private Fields() {}

    /** A field that can't be used. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1;

        private final Reason reason;
        private final String detail;

        Unusable(Reason reason, String detail) {
            super(reason.name());
            this.reason = reason;
            this.detail = detail.length() <= MAX_DETAIL ? detail : "";
        }

        Parsed.Rejected at(int line, String serial) {
            return new Parsed.Rejected(line, serial, reason, detail);
        }
    }

    static String serial(String text) throws Unusable {
        String serial = text == null ? "" : text.strip();
        if (serial.isEmpty()
                || serial.length() > MAX_SERIAL
                || UNPRINTABLE.matcher(serial).find()
                || serial.indexOf(UNREADABLE) >= 0) {
            throw new Unusable(Reason.SERIAL, "");
        }
        return serial;
    }

    /** A text that may be missing: null where it is empty. */
    static String optional(String text) {
        String stripped =
                text == null ? "" : UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return stripped.isEmpty() ? null : cut(stripped);
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT);
    }

    static byte[] seed(byte[] seed) throws Unusable {
        if (seed.length < MIN_SEED_BYTES || seed.length > MAX_SEED_BYTES) {
            throw new Unusable(Reason.SEED_LENGTH, seed.length * 8 + " bits");
        }
        return seed;
    }

    /** @return whether it counts uses */
    static boolean counts(String type) throws Unusable {
        return switch (type.strip().toLowerCase(Locale.ROOT)) {
            case "totp" -> false;
            case "hotp" -> true;
            default -> throw new Unusable(Reason.TYPE, type);
        };
    }

    static int digits(String text) throws Unusable {
        int digits = number(text, Reason.DIGITS);
        if (digits != 6 && digits != 8) {
            throw new Unusable(Reason.DIGITS, text);
        }
        return digits;
    }

    static int period(String text) throws Unusable {
        int period = number(text, Reason.PERIOD);
        if (period < 1 || period > MAX_PERIOD) {
            throw new Unusable(Reason.PERIOD, text);
        }
        return period;
    }

    static long counter(String text) throws Unusable {
        int counter = number(text, Reason.COUNTER);
        if (counter < 0) {
            throw new Unusable(Reason.COUNTER, text);
        }
        return counter;
    }

    private static int number(String text, Reason reason) throws Unusable {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException none) {
            throw new Unusable(reason, text);
        }
    }

    /** By whichever name: {@code HmacSHA256}, {@code HMAC-SHA256}, {@code SHA-256}, {@code sha256}. */
    static HashAlgorithm algorithm(String name) throws Unusable {
        String bare = name.strip()
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]", "")
                .replaceFirst("^HMAC", "");
        return switch (bare) {
            case "SHA1" -> HashAlgorithm.SHA1;
            case "SHA256" -> HashAlgorithm.SHA256;
            case "SHA512" -> HashAlgorithm.SHA512;
            default -> throw new Unusable(Reason.ALGORITHM, name);
        };
    }

    /** A moment of XML Schema, with or without an offset, or a day. */
    static Instant moment(String text) throws Unusable {
        String written = text.strip();
        Instant moment = parsed(text, written);
        int year = moment.atOffset(ZoneOffset.UTC).getYear();
        // what no token of this world has been sold for, and milliseconds since 1970 can't say
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new Unusable(Reason.DATES, text);
        }
        return moment;
    }

    private static Instant parsed(String text, String moment) throws Unusable {
        try {
            return moment.length() <= 10
                    ? LocalDate.parse(moment).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(moment.matches(".*([Zz]|[+-]\\d\\d:\\d\\d)") ? moment : moment + "Z")
                            .toInstant();
        } catch (DateTimeParseException none) {
            throw new Unusable(Reason.DATES, text);
        }
    }
}
