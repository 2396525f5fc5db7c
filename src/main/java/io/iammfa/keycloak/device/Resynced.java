package io.iammfa.keycloak.device;

import io.iammfa.keycloak.totp.ConsecutiveCodes;

/** What became of an attempt to resync a device. */
public sealed interface Resynced {

    /** The device's clock is measured anew, or its counter found; both codes are used up. */
    record Done(MfaDevice device) implements Resynced {}

    /**
     * The device is as it was.
     *
     * @param codes why the two codes were refused, or null where something else is wrong
     */
    record Refused(Reason reason, ConsecutiveCodes.Reason codes) implements Resynced {}

    /** Why a device was not resynced. */
    enum Reason {
        /** The two codes were refused. */
        CODES,
        /** The device is not the user's, or no longer, or can't be read. */
        NO_SUCH_DEVICE
    }
}
