package io.iammfa.keycloak.token.file;

/** A file of which no row can be read. */
public final class UnreadableFile extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What is wrong with it. */
    public enum Reason {
        /** It is empty, or of none of the formats. */
        FORMAT,
        /** It is not well-formed, has a document type, or is nested too deep. */
        XML,
        /** It is larger than may be. */
        TOO_LARGE,
        /** Its seeds are encrypted, and no key was given. */
        KEY_MISSING,
        /** Its seeds are encrypted by a password, and none was given. */
        PASSWORD_MISSING,
        /** The key is not of the length that its encryption needs, or no hexadecimal number. */
        KEY,
        /** Its seeds are encrypted, derived or authenticated by an algorithm that is not known, or too weakly for FIPS mode. */
        ALGORITHM
    }

    private final Reason reason;

    UnreadableFile(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
