package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.device.Pending;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What one run of the wizard has gathered so far. It lives in the authentication session, on the server's side; the
 * browser never sends any of it back but the name.
 */
final class Wizard {

    private static final String NAME = "mfa-wizard-name";
    private static final String TYPE = "mfa-wizard-type";
    private static final String ID = "mfa-wizard-id";
    private static final String DEVICE = "mfa-wizard-device";
    private static final String AT_DEVICE = "mfa-wizard-at-device";
    private static final String REPLACED = "mfa-wizard-replaced";

    private final AuthenticationSessionModel authSession;

    Wizard(AuthenticationSessionModel authSession) {
        this.authSession = authSession;
    }

    /** The name that was accepted on the first page, also after going back to it. */
    Optional<DeviceName> name() {
        return Optional.ofNullable(authSession.getAuthNote(NAME)).map(DeviceName::new);
    }

    void name(DeviceName name) {
        authSession.setAuthNote(NAME, name.value());
        authSession.setAuthNote(AT_DEVICE, "true");
    }

    /** The type that was chosen on the first page, also after going back to it. */
    Optional<DeviceType> type() {
        return DeviceType.of(authSession.getAuthNote(TYPE));
    }

    void type(DeviceType type) {
        authSession.setAuthNote(TYPE, type.id());
    }

    /** Whether the second page is open, which sets the device up. */
    boolean isAtDevice() {
        return authSession.getAuthNote(AT_DEVICE) != null;
    }

    void backToName() {
        authSession.removeAuthNote(AT_DEVICE);
    }

    /** The device whose place the new one takes. */
    Optional<String> replaces() {
        return Optional.ofNullable(authSession.getAuthNote(REPLACED));
    }

    /**
     * Starts anew, for a device that takes the place of another one: its name and its type are filled in. No note that stays
     * is removed on the way, since the other click of a double click may be reading it.
     */
    void replace(MfaDevice device) {
        forgetDevice();
        if (DeviceName.problem(device.name()) == null) {
            name(new DeviceName(device.name()));
        } else {
            forgetName();
        }
        type(device.type());
        authSession.setAuthNote(REPLACED, device.id());
    }

    /**
     * The device being set up, once it has a name: the same for the whole run, so that a phone that scanned it stays right
     * and the second click of a double click finds what the first one made.
     */
    Optional<Pending> pending(OTPPolicy policy, Seeds seeds) {
        return name().map(name -> new Pending(id(), device(policy, seeds), name, Map.of()));
    }

    /** The id that the device being set up will have: the same for the whole run. */
    String id() {
        String note = authSession.getAuthNote(ID);
        String id = note == null ? KeycloakModelUtils.generateId() : note;
        authSession.setAuthNote(ID, id);
        return id;
    }

    private NewDevice device(OTPPolicy policy, Seeds seeds) {
        Place place = Place.ofPending(authSession.getAuthenticatedUser().getId());
        String note = authSession.getAuthNote(DEVICE);
        if (note != null) {
            return NewDevice.deserialize(note, seeds, place);
        }
        NewDevice device = NewDevice.under(policy);
        authSession.setAuthNote(DEVICE, device.serialize(seeds, place));
        return device;
    }

    /** Ends this run; the next one starts with a new secret. */
    void end() {
        forgetDevice();
        forgetName();
        authSession.removeAuthNote(TYPE);
        authSession.removeAuthNote(REPLACED);
    }

    private void forgetDevice() {
        authSession.removeAuthNote(ID);
        authSession.removeAuthNote(DEVICE);
    }

    private void forgetName() {
        authSession.removeAuthNote(NAME);
        authSession.removeAuthNote(AT_DEVICE);
    }
}
