package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.admin.Refusal.Reason;
import io.iammfa.keycloak.token.file.TokenFile;
import io.iammfa.keycloak.token.file.UnreadableFile;

/** What is in the way of a change to a hardware token. */
final class TokenRefusals {

    private static final String INVALID_STATE = "InvalidState";

    private TokenRefusals() {}

    static Refusal unknown() {
        return Refusal.noSuchEntity(Reason.TOKEN_UNKNOWN, "No hardware token has this serial number");
    }

    static Refusal inUse() {
        return conflict(
                Reason.TOKEN_IN_USE,
                "DeleteConflict",
                "The hardware token is a device of a user's: remove the device first");
    }

    static Refusal reserved() {
        return conflict(Reason.TOKEN_RESERVED, INVALID_STATE, "The hardware token is reserved for somebody else");
    }

    static Refusal outOfUse() {
        return conflict(Reason.TOKEN_OUT_OF_USE, INVALID_STATE, "The hardware token is lost or retired");
    }

    static Refusal raced() {
        return conflict(
                Reason.UNAVAILABLE,
                "EntityAlreadyExists",
                "Somebody has imported some of these tokens just now: send the file again");
    }

    static Refusal noFile() {
        return Refusal.refusal(
                Reason.UNUSABLE, 415, "ValidationError", "Content-Type: multipart/form-data or text/csv");
    }

    /** Of a file of which no row can be read. */
    static Refusal unreadable(UnreadableFile file) {
        return Refusal.validation(
                switch (file.reason()) {
                    case KEY, KEY_MISSING -> "key";
                    case PASSWORD_MISSING -> "password";
                    default -> "file";
                },
                switch (file.reason()) {
                    case FORMAT -> "a CSV or PSKC file of hardware tokens";
                    case XML -> "well-formed XML without a document type, not nested too deep";
                    case TOO_LARGE -> "at most " + TokenFile.MAX_LENGTH + " bytes";
                    case KEY_MISSING -> "the key that the file's seeds are encrypted with, hexadecimal";
                    case PASSWORD_MISSING -> "the password that the file's seeds are encrypted with";
                    case KEY -> "a hexadecimal key of the length that the file's encryption needs";
                    case ALGORITHM ->
                        "seeds encrypted by an algorithm of RFC 6030; in FIPS mode, by what is strong enough for it";
                });
    }

    private static Refusal conflict(Reason reason, String error, String message) {
        return Refusal.refusal(reason, 409, error, message);
    }
}
