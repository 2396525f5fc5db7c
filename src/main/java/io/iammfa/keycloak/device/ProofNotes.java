package io.iammfa.keycloak.device;

import io.iammfa.keycloak.store.PassStore;
import java.util.Map;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What the notes of a session, or of a sign-in, say of proofs. Where all that was signed in was ended since, none of them
 * holds, nor that of a pass that was taken back.
 */
record ProofNotes(KeycloakSession session, RealmModel realm, UserModel user, Map<String, String> notes) {

    /** A device that the user still owns, or a code that the user's storage has checked, not longer ago than some seconds. */
    boolean ofDevice(MfaDevices devices, int age) {
        if (!isWithin(DeviceSession.AUTHENTICATED_AT, age)) {
            return false;
        }
        String deviceId = notes.get(DeviceSession.DEVICE_ID);
        // a code that the user's storage has checked counts as long as no app is here to type codes of
        return deviceId == null
                ? devices.apps().isEmpty()
                : devices.find(deviceId).isPresent();
    }

    /** A recovery code, not longer ago than some seconds. */
    boolean ofRecoveryCode(int age) {
        return isWithin(DeviceSession.RECOVERED_AT, age);
    }

    /** A temporary pass that holds. */
    boolean ofPass() {
        String end = notes.get(DeviceSession.PASS_EXPIRES_AT);
        return end != null
                && Time.currentTime() < Long.parseLong(end)
                && new PassStore(session, realm.getId())
                        .find(notes.get(DeviceSession.PASS_ID))
                        .filter(pass -> pass.userId().equals(user.getId()))
                        .isPresent();
    }

    /** Whether there was a proof, and none of them holds any more, whatever its age. */
    boolean areVoid() {
        boolean device = notes.containsKey(DeviceSession.AUTHENTICATED_AT);
        boolean recovery = notes.containsKey(DeviceSession.RECOVERED_AT);
        boolean pass = notes.containsKey(DeviceSession.PASS_EXPIRES_AT);
        return (device || recovery || pass)
                && !(device && isNewer(DeviceSession.AUTHENTICATED_AT))
                && !(recovery && isNewer(DeviceSession.RECOVERED_AT))
                && !(pass && ofPass());
    }

    private boolean isWithin(String note, int age) {
        String moment = notes.get(note);
        return moment != null && Time.currentTime() - Long.parseLong(moment) <= age && isNewer(note);
    }

    private boolean isNewer(String note) {
        return Long.parseLong(notes.get(note)) >= session.users().getNotBeforeOfUser(realm, user);
    }
}
