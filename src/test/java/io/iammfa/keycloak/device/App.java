package io.iammfa.keycloak.device;

import io.iammfa.keycloak.support.Phone;
import java.util.Map;
import org.keycloak.common.util.Time;

/** A device in its owner's hand: an authenticator app whose clock is right unless a test says otherwise. */
record App(String id, NewDevice device) {

    /** The code of a time step or counter. */
    String code(long factor) {
        return Phone.ofUri("otpauth://" + device.type() + "/x:y?secret=" + device.secret()
                        + "&algorithm=" + device.algorithm().replace("Hmac", "")
                        + "&digits=" + device.digits()
                        + (device.counts() ? "&counter=" + device.counter() : "&period=" + device.period()))
                .code(factor);
    }

    /** The code that the app shows a number of steps from now. */
    String codeIn(long steps) {
        return code(step() + steps);
    }

    /** The code that the app shows now. */
    String code() {
        return codeIn(0);
    }

    /** The step that the clock is in. */
    long step() {
        return Time.currentTime() / device.period();
    }

    Pending pending(String name) {
        return pending(name, Map.of());
    }

    Pending pending(String name, Map<String, String> tags) {
        return new Pending(id, device, new DeviceName(name), tags);
    }
}
