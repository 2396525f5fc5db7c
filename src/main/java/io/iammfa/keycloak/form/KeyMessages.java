package io.iammfa.keycloak.form;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.WebAuthnConstants;

/** Why a security key was not used, in words for the user. What browsers say themselves is English, and vague. */
public final class KeyMessages {

    /** What our script sends in place of an error where the browser knows no security keys. */
    private static final String UNSUPPORTED = "unsupported";

    private KeyMessages() {}

    /** Whether the browser knows no security keys. */
    public static boolean isUnsupported(MultivaluedMap<String, String> form) {
        return UNSUPPORTED.equals(form.getFirst(WebAuthnConstants.ERROR));
    }

    /** The key of the words for what the page of a security key sent. */
    public static String of(MultivaluedMap<String, String> form) {
        String error = form.getFirst(WebAuthnConstants.ERROR);
        if (error == null || error.isEmpty()) {
            return "mfaKeyRefused";
        }
        if (isUnsupported(form)) {
            return "mfaKeyUnsupported";
        }
        // the names are the DOM's: https://www.w3.org/TR/webauthn-2/#sctn-createCredential
        if (error.startsWith("InvalidStateError")) {
            return "mfaKeyKnown";
        }
        return error.startsWith("NotAllowedError") || error.startsWith("AbortError")
                ? "mfaKeyCancelled"
                : "mfaKeyFailed";
    }
}
