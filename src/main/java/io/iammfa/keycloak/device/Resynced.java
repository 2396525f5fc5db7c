package io.iammfa.keycloak.device;

import io.iammfa.keycloak.totp.ConsecutiveCodes;

/** What became of an attempt to resync a device. */
public sealed interface Resynced {

    /** The device's clock is measured anew, or its counter found; both codes are used up. */
    record Done(MfaDevice device) implements Resynced {}

    /** The two codes were refused; the device is as it was. */
    record CodesRefused(ConsecutiveCodes.Outcome reason) implements Resynced {}

    /** The device is not the user's, or no longer, or can't be read. */
    record NoSuchDevice() implements Resynced {}
}
