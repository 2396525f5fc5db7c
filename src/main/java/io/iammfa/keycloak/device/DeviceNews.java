package io.iammfa.keycloak.device;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/** What happens to devices by nobody's request, and what is counted. */
interface DeviceNews {

    /**
     * Others have renamed a device.
     *
     * @param before what it was called in searches
     */
    void renamedElsewhere(MfaDevice device, String before);

    /** A device's clock is further off than a device's should be. */
    default void clockOff(MfaDevice device) {}

    /** A device has become the user's. */
    default void assigned(MfaDevice device) {}

    /** The user, who was let in without a device, has one. */
    default void graceEnded() {}

    /** Two codes were shown for a resync, and accepted or not. */
    default void resynced(boolean done) {}

    /**
     * An accepted code has shown what a device takes for the time.
     *
     * @param steps how many time steps it is ahead of the server, or behind where negative
     */
    default void driftSeen(MfaDevice device, long steps) {}

    /** Tells whoever listens to Keycloak's provider events. */
    static DeviceNews published(KeycloakSession session, RealmModel realm, UserModel user) {
        return new DeviceNews() {
            @Override
            public void renamedElsewhere(MfaDevice device, String before) {
                publish(new RenamedElsewhere(session, realm, user, device, before));
            }

            @Override
            public void clockOff(MfaDevice device) {
                publish(new ClockOff(session, realm, user, device));
            }

            @Override
            public void assigned(MfaDevice device) {
                publish(new DeviceAssigned(session, realm, Means.of(device)));
            }

            @Override
            public void graceEnded() {
                new UserSessions(session, realm, user).endOfGrace();
            }

            @Override
            public void resynced(boolean done) {
                publish(new ResyncTried(session, realm, done));
            }

            @Override
            public void driftSeen(MfaDevice device, long steps) {
                publish(new DriftSeen(session, realm, Means.of(device), steps));
            }

            private void publish(ProviderEvent event) {
                session.getKeycloakSessionFactory().publish(event);
            }
        };
    }
}
