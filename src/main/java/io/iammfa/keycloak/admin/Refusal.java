package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Reason;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Map;

/** Answers that refuse a call, in the shape of Keycloak's and under the names of IAM's errors. */
final class Refusal {

    private Refusal() {}

    /** Of who acts on devices of their own. */
    static final String PROOF_MISSING =
            "You are not authorized to change your own MFA devices in this session: sign in with an MFA device first";

    /** A field that can't be used; the message says what is allowed. */
    static WebApplicationException validation(String field, String allowed) {
        return refusal(400, "ValidationError", Texts.shorten(field) + ": " + allowed);
    }

    /** A key in an object that can't be used, or its value. */
    static WebApplicationException validation(String field, String key, String allowed) {
        return refusal(400, "ValidationError", field + "." + Texts.shorten(key) + ": " + allowed);
    }

    static WebApplicationException accessDenied(String message) {
        return refusal(403, "AccessDenied", message);
    }

    /** What Keycloak says to those who lack a right, which needs no look at the request's headers to be said. */
    static WebApplicationException forbidden() {
        return new ForbiddenException(
                Answers.json(403, Map.of("error", "HTTP 403 Forbidden")).build());
    }

    static WebApplicationException noSuchEntity(String message) {
        return refusal(404, "NoSuchEntity", message);
    }

    private static WebApplicationException alreadyExists(String message) {
        return refusal(409, "EntityAlreadyExists", message);
    }

    static WebApplicationException nameTaken() {
        return alreadyExists("The user has a device of this name");
    }

    static WebApplicationException enabledAlready() {
        return alreadyExists("The device is enabled already");
    }

    static WebApplicationException tooManyDevices(int limit) {
        return refusal(409, "LimitExceeded", "The user has as many devices as the realm allows: " + limit);
    }

    static WebApplicationException tooManyTags(int limit) {
        return refusal(409, "LimitExceeded", "A device may have " + limit + " tags");
    }

    static WebApplicationException codes(Reason reason) {
        return refusal(
                400,
                "InvalidAuthenticationCode",
                switch (reason) {
                    case SAME_CODE ->
                        "Both codes are the same: code2 has to be the one that the device shows after code1";
                    case WRONG_ORDER -> "code2 is older than code1";
                    case GAP ->
                        "The codes are not consecutive: code2 has to be the one that the device shows right after code1";
                    case USED -> "One of the codes was used before";
                    case OUTSIDE_WINDOW ->
                        "The codes are consecutive, but the device's clock or counter is too far off";
                    case NO_MATCH -> "The codes are not the device's";
                });
    }

    /** The name that a request brings. */
    static DeviceName nameOf(String text) {
        DeviceName.Problem problem = DeviceName.problem(text);
        if (problem != null) {
            throw notAName(problem);
        }
        return new DeviceName(text);
    }

    /** Something that is no name. */
    static WebApplicationException notAName(DeviceName.Problem problem) {
        return validation(
                "name",
                "1 to " + DeviceName.MAX_LENGTH
                        + switch (problem) {
                            case MISSING, TOO_LONG -> " characters";
                            case CONTROL_CHARACTER -> " characters without control characters";
                            case NOT_STORABLE -> " characters that the server's database can hold: none past U+FFFF";
                        });
    }

    private static WebApplicationException refusal(int status, String error, String message) {
        return new WebApplicationException(Answers.json(status, Map.of("error", error, "errorMessage", message))
                .build());
    }
}
