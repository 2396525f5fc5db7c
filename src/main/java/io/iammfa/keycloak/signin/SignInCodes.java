package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import java.util.Optional;

/** Which device a code is compared with. */
record SignInCodes(MfaDevices devices, SignInSettings settings) {

    /** Accepts a code of the device that was picked, or of any where there is nothing to pick. */
    Optional<MfaDevice> verify(String deviceId, String code) {
        return settings.anyDevice()
                ? devices.codes().verify(code)
                : chosen(deviceId).flatMap(id -> devices.codes().verify(id, code));
    }

    /**
     * What the user picked, any text; where there was nothing to pick, or, as can be with scripts off, a code was typed
     * while a key is still picked, the app that was used last.
     */
    Optional<String> chosen(String deviceId) {
        if (settings.anyDevice()) {
            return Optional.empty();
        }
        boolean app = deviceId != null && !deviceId.isEmpty() && !devices.isKey(deviceId);
        return app
                ? Optional.of(deviceId)
                : devices.apps().stream().map(MfaDevice::id).findFirst();
    }
}
