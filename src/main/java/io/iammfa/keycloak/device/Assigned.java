package io.iammfa.keycloak.device;

import io.iammfa.keycloak.totp.ConsecutiveCodes;

/** What became of an attempt to assign a new device, or to replace one by it. */
public sealed interface Assigned {

    /**
     * The device is the user's, its clock measured and both codes used up.
     *
     * @param replaced the device whose place it took, which is gone, or null for none
     */
    record Done(MfaDevice device, MfaDevice replaced) implements Assigned {}

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

    /** The realm does not let users assign devices of that type; nothing new is on the user. */
    record TypeNotAllowed() implements Assigned {}

    /** The device to be replaced is not the user's, or no longer. */
    record NothingToReplace() implements Assigned {}

    /** The user owns a device, and has not proved any; nothing new is on the user. */
    record ProofMissing() implements Assigned {}

    /** Another call has made this very device the user's. */
    record Already() implements Assigned {}
}
