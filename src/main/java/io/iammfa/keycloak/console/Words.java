package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.form.CodeMessages;
import io.iammfa.keycloak.form.TypedCodes;
import io.iammfa.keycloak.form.TypedToken;
import io.iammfa.keycloak.token.file.UnreadableFile;
import java.util.Map;
import org.keycloak.models.utils.FormMessage;

/** The console's words for what an operation refuses: the same refusals as those of the admin REST API. */
final class Words {

    private Words() {}

    /** Those above a page. */
    static FormMessage of(Refusal refusal) {
        String message =
                switch (refusal.reason()) {
                    case UNUSABLE -> "mfaConsoleUnusable";
                    case FORBIDDEN -> "mfaConsoleForbidden";
                    case NOT_OPTED_IN -> "mfaConsoleNotOptedIn";
                    case PROOF_MISSING -> "mfaConsoleProofMissing";
                    case IMPERSONATED -> "mfaImpersonated";
                    case FOR_ONESELF -> "mfaConsolePassForOneself";
                    case NO_SUCH_ENTITY -> "mfaConsoleGone";
                    case NAME_TAKEN -> "mfaConsoleNameTaken";
                    case ENABLED_ALREADY -> "mfaConsoleEnabledAlready";
                    case TOO_MANY_DEVICES -> "mfaConsoleFull";
                    case UNAVAILABLE -> "mfaUnavailable";
                    case TOKEN_UNKNOWN -> "mfaConsoleTokenUnknown";
                    case TOKEN_IN_USE -> "mfaConsoleTokenInUse";
                    case TOKEN_RESERVED -> "mfaConsoleTokenReserved";
                    case TOKEN_OUT_OF_USE -> "mfaConsoleTokenOutOfUse";
                    case TOO_MANY_TAGS -> "mfaConsoleTooManyTags";
                    case TYPE_NOT_ALLOWED -> "mfaDeviceTypeNotAllowed";
                    case CODES -> "mfaCodesNoMatch";
                };
        return new FormMessage(message);
    }

    /** Those beside a field of the page for files of hardware tokens. */
    static FormMessage of(UnreadableFile file) {
        String field =
                switch (file.reason()) {
                    case KEY, KEY_MISSING -> "key";
                    case PASSWORD_MISSING -> "password";
                    case FORMAT, XML, TOO_LARGE, ALGORITHM -> "file";
                };
        return new FormMessage(field, "mfaConsoleImportUnreadable." + file.reason());
    }

    /** What stays in the fields of two codes. */
    static Map<String, String> kept(Refusal refusal, TypedCodes codes) {
        return refusal.reason() == Refusal.Reason.CODES ? codes.kept(refusal.codes()) : Map.of();
    }

    /**
     * Those beside a field: of a name that is taken, of a serial number, or of two codes.
     *
     * @param counts whether the device counts uses rather than time
     * @return null where the refusal concerns no field
     */
    static FormMessage ofField(Refusal refusal, boolean counts) {
        return switch (refusal.reason()) {
            case CODES -> CodeMessages.of(refusal.codes(), counts);
            case NAME_TAKEN -> new FormMessage("deviceName", "mfaConsoleNameTaken");
            case TOO_MANY_DEVICES -> new FormMessage("deviceName", "mfaConsoleFull");
            case TOO_MANY_TAGS -> new FormMessage("tagKey", "mfaConsoleTooManyTags");
            case TOKEN_UNKNOWN, TOKEN_IN_USE, TOKEN_RESERVED, TOKEN_OUT_OF_USE ->
                new FormMessage(TypedToken.FIELD_SERIAL, of(refusal).getMessage());
            default -> null;
        };
    }
}
