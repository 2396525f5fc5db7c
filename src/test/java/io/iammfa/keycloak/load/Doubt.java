package io.iammfa.keycloak.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was asked for and never answered, so that it may have been done or not.
 *
 * @param gone the name of a device that may be gone, or {@code null}
 * @param name the name of a device that may be there, or {@code null}
 * @param device that device
 * @param codes those that may be used up
 */
record Doubt(String gone, String name, Device device, String... codes) {

    static final Doubt NONE = new Doubt(null, null, null);

    static Doubt used(String... codes) {
        return new Doubt(null, null, null, codes);
    }

    /** The user's devices if it was done. */
    Map<String, Device> done(Map<String, Device> before) {
        Map<String, Device> after = new LinkedHashMap<>(before);
        if (gone != null) {
            after.remove(gone);
        }
        if (name != null) {
            after.put(name, device);
        }
        return after;
    }
}
