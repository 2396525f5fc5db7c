package io.iammfa.keycloak.device;

import java.util.Map;

/** What became of an attempt to change a device's tags. */
public sealed interface Tagged {

    /**
     * The device has these tags now.
     *
     * @param tags all of them, by their keys
     */
    record Done(MfaDevice device, Map<String, String> tags) implements Tagged {}

    /** The device has the tags that it had. */
    record Refused(Reason reason) implements Tagged {}

    /** Why tags were not changed. */
    enum Reason {
        /** The device would have more than {@link DeviceTags#MAX_TAGS}. */
        TOO_MANY,
        /** The device is not the user's, or no longer. */
        NO_SUCH_DEVICE
    }
}
