package io.iammfa.keycloak.admin;

/** What is in the way of a change to a hardware token. */
final class TokenRefusals {

    private static final String INVALID_STATE = "InvalidState";

    private TokenRefusals() {}

    static Refusal unknown() {
        return Refusal.noSuchEntity("No hardware token has this serial number");
    }

    static Refusal inUse() {
        return conflict("DeleteConflict", "The hardware token is a device of a user's: remove the device first");
    }

    static Refusal reserved() {
        return conflict(INVALID_STATE, "The hardware token is reserved for somebody else");
    }

    static Refusal outOfUse() {
        return conflict(INVALID_STATE, "The hardware token is lost or retired");
    }

    static Refusal raced() {
        return conflict(
                "EntityAlreadyExists", "Somebody has imported some of these tokens just now: send the file again");
    }

    static Refusal noFile() {
        return Refusal.refusal(
                Refusal.Reason.UNUSABLE, 415, "ValidationError", "Content-Type: multipart/form-data or text/csv");
    }

    private static Refusal conflict(String error, String message) {
        return Refusal.refusal(Refusal.Reason.TOKEN_STATE, 409, error, message);
    }
}
