package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/**
 * Why an operation was refused. As an answer it has the shape of Keycloak's and the names of IAM's errors; whoever has
 * other words for it asks for the reason.
 */
public final class Refusal extends WebApplicationException {

    /** What is in the way. */
    public enum Reason {
        /** Something in the request can't be used; the answer names it. */
        UNUSABLE,
        /** A right is missing. */
        FORBIDDEN,
        /** The realm has not opted in. */
        NOT_OPTED_IN,
        /** The caller's own devices, and no device proved in this session. */
        PROOF_MISSING,
        /** The caller's own devices, in a session in which somebody else acts for them. */
        IMPERSONATED,
        /** A temporary pass for the caller. */
        FOR_ONESELF,
        /** No such device or user, or no longer. */
        NO_SUCH_ENTITY,
        /** The user has a device of that name. */
        NAME_TAKEN,
        /** The pending device is the user's by now. */
        ENABLED_ALREADY,
        /** The user owns as many devices as the realm allows. */
        TOO_MANY_DEVICES,
        /** No hardware token has this serial number, or none any longer. */
        TOKEN_UNKNOWN,
        /** The hardware token is a device of a user's. */
        TOKEN_IN_USE,
        /** The hardware token waits for somebody else. */
        TOKEN_RESERVED,
        /** The hardware token is lost or retired. */
        TOKEN_OUT_OF_USE,
        /** A device has as many tags as it may. */
        TOO_MANY_TAGS,
        /** The realm does not let users have devices of that type. */
        TYPE_NOT_ALLOWED,
        /** The key that seals seeds is not to be had. */
        UNAVAILABLE,
        /** The two codes; {@link #codes()} says more. */
        CODES
    }

    private final Reason reason;
    private final ConsecutiveCodes.Reason codes;
    private final String field;

    private Refusal(Reason reason, ConsecutiveCodes.Reason codes, String field, Response answer) {
        super(answer);
        this.reason = reason;
        this.codes = codes;
        this.field = field;
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong with two codes, or null where it is something else. */
    public ConsecutiveCodes.Reason codes() {
        return codes;
    }

    /** The field that can't be used, or null where it is something else. */
    public String field() {
        return field;
    }

    private static final String VALIDATION = "ValidationError";
    private static final String NO_SUCH_ENTITY = "NoSuchEntity";

    /** Of who acts on devices of their own. */
    private static final String PROOF_MISSING =
            "You are not authorized to change your own MFA devices in this session: sign in with an MFA device first";

    /** A field that can't be used; the message says what is allowed. */
    static Refusal validation(String field, String allowed) {
        return new Refusal(
                Reason.UNUSABLE, null, field, answer(400, VALIDATION, Texts.shorten(field) + ": " + allowed));
    }

    /** A key in an object that can't be used, or its value. */
    static Refusal validation(String field, String key, String allowed) {
        return refusal(Reason.UNUSABLE, 400, VALIDATION, field + "." + Texts.shorten(key) + ": " + allowed);
    }

    /** Of who acts on devices of their own, and has not proved one. */
    static Refusal proofMissing() {
        return refusal(Reason.PROOF_MISSING, 403, "AccessDenied", PROOF_MISSING);
    }

    /** Of who acts on the devices of whom they impersonate. */
    static Refusal impersonated() {
        return refusal(
                Reason.IMPERSONATED,
                403,
                "AccessDenied",
                "You are not authorized to change the MFA devices of a user whom you impersonate");
    }

    static Refusal forOneself() {
        return refusal(
                Reason.FOR_ONESELF, 403, "AccessDenied", "You are not authorized to give yourself a temporary pass");
    }

    static Refusal noTimeForOneself() {
        return refusal(Reason.FORBIDDEN, 403, "AccessDenied", "You are not authorized to give yourself more time");
    }

    static Refusal notOptedIn() {
        return refusal(
                Reason.NOT_OPTED_IN,
                404,
                NO_SUCH_ENTITY,
                "This realm has no MFA devices: its required action " + MfaPolicy.REQUIRED_ACTION + " is not enabled");
    }

    static Refusal nothingToReplace() {
        return noSuchEntity("The device that was to be replaced is gone");
    }

    static Refusal typeNotAllowed() {
        return refusal(
                Reason.TYPE_NOT_ALLOWED,
                400,
                VALIDATION,
                "kind: the realm's device-types have no devices of that type");
    }

    /** What Keycloak says to those who lack a right, which needs no look at the request's headers to be said. */
    static Refusal forbidden() {
        return new Refusal(
                Reason.FORBIDDEN,
                null,
                null,
                Answers.json(403, Map.of("error", "HTTP 403 Forbidden")).build());
    }

    static Refusal noSuchEntity(String message) {
        return noSuchEntity(Reason.NO_SUCH_ENTITY, message);
    }

    static Refusal noSuchEntity(Reason reason, String message) {
        return refusal(reason, 404, NO_SUCH_ENTITY, message);
    }

    private static Refusal alreadyExists(Reason reason, String message) {
        return refusal(reason, 409, "EntityAlreadyExists", message);
    }

    static Refusal nameTaken() {
        return alreadyExists(Reason.NAME_TAKEN, "The user has a device of this name");
    }

    static Refusal enabledAlready() {
        return alreadyExists(Reason.ENABLED_ALREADY, "The device is enabled already");
    }

    static Refusal tooManyDevices(int limit) {
        return refusal(
                Reason.TOO_MANY_DEVICES,
                409,
                "LimitExceeded",
                "The user has as many devices as the realm allows: " + limit);
    }

    static Refusal tooManyTags(int limit) {
        return refusal(Reason.TOO_MANY_TAGS, 409, "LimitExceeded", "A device may have " + limit + " tags");
    }

    static Refusal codes(ConsecutiveCodes.Reason reason) {
        String message =
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
                };
        return new Refusal(Reason.CODES, reason, null, answer(400, "InvalidAuthenticationCode", message));
    }

    static Refusal refusal(Reason reason, int status, String error, String message) {
        return new Refusal(reason, null, null, answer(status, error, message));
    }

    private static Response answer(int status, String error, String message) {
        return Answers.json(status, Map.of("error", error, "errorMessage", message))
                .build();
    }
}
