package io.iammfa.keycloak.device;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * What the wizard knows of a security key while Keycloak's own registration verifies and stores it, in the same request:
 * the name comes from here, never from the browser, and the answer goes back.
 */
public final class KeyAdmission {

    private static final String ATTRIBUTE = KeyAdmission.class.getName();

    private final DeviceName name;
    private final String replacedId;
    private final boolean proved;
    private Assigned result;

    private KeyAdmission(DeviceName name, String replacedId, boolean proved) {
        this.name = name;
        this.replacedId = replacedId;
        this.proved = proved;
    }

    /**
     * Opens the way for one key in this request.
     *
     * @param replacedId the device that the key replaces, or null for none
     * @param proved whether the user has proved a device
     */
    public static KeyAdmission open(KeycloakSession session, DeviceName name, String replacedId, boolean proved) {
        KeyAdmission admission = new KeyAdmission(name, replacedId, proved);
        session.setAttribute(ATTRIBUTE, admission);
        return admission;
    }

    /** The wizard's, or empty where somebody else registers the key. */
    public static Optional<KeyAdmission> of(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, KeyAdmission.class));
    }

    public DeviceName name() {
        return name;
    }

    /** The device that the key replaces, or null for none. */
    public String replacedId() {
        return replacedId;
    }

    public boolean isProved() {
        return proved;
    }

    /** Takes down what became of the key. */
    public void answer(Assigned answer) {
        this.result = answer;
    }

    /** What became of the key, or empty if Keycloak did not accept it. */
    public Optional<Assigned> result() {
        return Optional.ofNullable(result);
    }
}
