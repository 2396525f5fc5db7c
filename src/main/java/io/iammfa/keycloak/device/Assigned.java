package io.iammfa.keycloak.device;

import io.iammfa.keycloak.totp.ConsecutiveCodes;

/** What became of an attempt to assign a new device. */
public sealed interface Assigned {

    /** The device is the user's, its clock measured and both codes used up. */
    record Done(MfaDevice device) implements Assigned {}

    /** The two codes were refused; nothing is on the user. */
    record CodesRefused(ConsecutiveCodes.Outcome reason) implements Assigned {}

    /** The user owns a device of that name; nothing new is on the user. */
    record NameTaken() implements Assigned {}

    /**
     * The user owns as many devices as the realm allows.
     *
     * @param limit that number
     */
    record LimitReached(int limit) implements Assigned {}
}
