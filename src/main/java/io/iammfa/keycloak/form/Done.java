package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.Verbatim;
import java.util.Optional;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A change that was made, to be told once, on the page of the user's devices that comes next.
 *
 * @param operation as events name it
 * @param device the device's name
 */
public record Done(String operation, Verbatim device) {

    private static final String NOTE = "mfa-done";
    private static final char BETWEEN = ' ';

    public Done(String operation, MfaDevice device) {
        this(operation, new Verbatim(device.name()));
    }

    /** Has the next page tell it. */
    public void tell(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(NOTE, operation + BETWEEN + device.text());
    }

    /** What there is to tell, which then is told. */
    public static Optional<Done> take(AuthenticationSessionModel authSession) {
        String note = authSession.getAuthNote(NOTE);
        if (note == null) {
            return Optional.empty();
        }
        authSession.removeAuthNote(NOTE);
        int end = note.indexOf(BETWEEN);
        return Optional.of(new Done(note.substring(0, end), new Verbatim(note.substring(end + 1))));
    }
}
