package io.iammfa.keycloak.manage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Which page of a device is open, so that a reload, or the proof of a device, comes back to it. */
final class OpenPage {

    private static final String OPERATION = "mfa-manage-operation";
    private static final String DEVICE = "mfa-manage-device";
    private static final String TYPED = "mfa-manage-typed";

    /** Longer than any name may be, and short enough for a session. */
    private static final int MAX_TYPED = 255;

    /** What can be done with a device; the buttons are called so in lower case. */
    enum Operation {
        RENAME,
        RESYNC,
        REPLACE,
        REMOVE;

        /** The operation of a button, or null for any other text. */
        static Operation of(String action) {
            return Arrays.stream(values())
                    .filter(operation ->
                            operation.name().toLowerCase(Locale.ROOT).equals(action))
                    .findFirst()
                    .orElse(null);
        }
    }

    private final AuthenticationSessionModel authSession;

    OpenPage(AuthenticationSessionModel authSession) {
        this.authSession = authSession;
    }

    void open(Operation operation, String deviceId) {
        authSession.removeAuthNote(TYPED);
        authSession.setAuthNote(OPERATION, operation.name());
        authSession.setAuthNote(DEVICE, deviceId);
    }

    /** Whose page is open, or empty where the table is. */
    Optional<Operation> operation() {
        return Optional.ofNullable(authSession.getAuthNote(OPERATION)).map(Operation::valueOf);
    }

    String deviceId() {
        return authSession.getAuthNote(DEVICE);
    }

    /** What was sent names another device than the page that is open, as another tab may have it. */
    void choose(String deviceId) {
        if (deviceId != null) {
            authSession.setAuthNote(DEVICE, deviceId);
        }
    }

    /** What was typed into the page's name field so far. */
    Optional<String> typed() {
        return Optional.ofNullable(authSession.getAuthNote(TYPED));
    }

    void typed(String name) {
        authSession.setAuthNote(TYPED, name.substring(0, Math.min(name.length(), MAX_TYPED)));
    }

    void close() {
        authSession.removeAuthNote(OPERATION);
        authSession.removeAuthNote(DEVICE);
        authSession.removeAuthNote(TYPED);
    }
}
