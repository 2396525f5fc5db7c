package io.iammfa.keycloak.device;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/** What happens to devices by nobody's request. */
interface DeviceNews {

    /**
     * Others have renamed a device.
     *
     * @param before what it was called in searches
     */
    void renamedElsewhere(MfaDevice device, String before);

    /** A device's clock is further off than a device's should be. */
    default void clockOff(MfaDevice device) {}

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

            private void publish(ProviderEvent event) {
                session.getKeycloakSessionFactory().publish(event);
            }
        };
    }
}
