package io.iammfa.keycloak.token.file;

/** What became of one row of a file. */
public sealed interface Parsed permits SeedRow, Parsed.Rejected {

    /** Where the row begins in the file, from 1. */
    int line();

    /** The serial number as printed, or what stands in its place; may be empty. */
    String serial();

    /**
     * A row that can't be used.
     *
     * @param detail what is wrong, never a seed or a part of one; may be empty
     */
    record Rejected(int line, String serial, Reason reason, String detail) implements Parsed {}

    /** Why a row can't be used. */
    enum Reason {
        /** It has fewer or more columns than the format has. */
        COLUMNS,
        /** It has no serial number, or one that can't be one: control characters, or more than 64 characters. */
        SERIAL,
        /** Its seed can't be read in the file's encoding. */
        SEED,
        /** Its seed has fewer than 128 bits, which RFC 4226 (section 4, R6) asks for, or more than 1024. */
        SEED_LENGTH,
        /** It is neither time-based (TOTP) nor counter-based (HOTP). */
        TYPE,
        /** Its codes have neither 6 nor 8 digits. */
        DIGITS,
        /** Its time step is not 1 to 300 seconds. */
        PERIOD,
        /** Its counter is no number from 0 on. */
        COUNTER,
        /** Its algorithm is none of HMAC-SHA-1, -256 and -512. */
        ALGORITHM,
        /** A date can't be read, or it ends before it begins. */
        DATES,
        /** Its encrypted seed has no message authentication code. */
        MAC_MISSING,
        /** Its message authentication code is wrong: another key or password, or the file was changed. */
        MAC_WRONG,
        /** Its encrypted seed can't be decrypted with this key or password. */
        DECRYPTION,
        /** The file has its serial number before. */
        DUPLICATE,
        /** The realm has a token of this serial number with another seed or other parameters. */
        CONFLICT,
        /** The realm has no user of this name. */
        USER
    }
}
