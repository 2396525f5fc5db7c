package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.totp.CodeInput;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Reason;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Answers that refuse a call, in the shape of Keycloak's and under the names of IAM's errors. */
final class Refusal {

    private Refusal() {}

    /** A field that can't be used; the message says what is allowed. */
    static WebApplicationException validation(String field, String allowed) {
        return refusal(400, "ValidationError", field + ": " + allowed);
    }

    static WebApplicationException noSuchEntity(String message) {
        return refusal(404, "NoSuchEntity", message);
    }

    static WebApplicationException alreadyExists(String message) {
        return refusal(409, "EntityAlreadyExists", message);
    }

    static WebApplicationException nameTaken() {
        return alreadyExists("The user has a device of this name");
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

    /** Something that is no code at all. */
    static WebApplicationException notACode(String field, CodeInput input, int digits) {
        return validation(field, input instanceof CodeInput.NotDigits ? "digits only" : digits + " digits");
    }

    /** Something that is no name. */
    static WebApplicationException notAName(DeviceName.Problem problem) {
        return validation(
                "name",
                "1 to " + DeviceName.MAX_LENGTH
                        + (problem == DeviceName.Problem.CONTROL_CHARACTER
                                ? " characters without control characters"
                                : " characters"));
    }

    private static WebApplicationException refusal(int status, String error, String message) {
        return new WebApplicationException(Response.status(status)
                .entity(Json.write(Map.of("error", error, "errorMessage", message)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build());
    }
}
