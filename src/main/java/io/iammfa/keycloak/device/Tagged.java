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

    /**
     * The device would have more tags than it may; it has those it had.
     *
     * @param limit how many it may have
     */
    record TooMany(int limit) implements Tagged {}

    /** The device is not the user's, or no longer. */
    record NoSuchDevice() implements Tagged {}
}
