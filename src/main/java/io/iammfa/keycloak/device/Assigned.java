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

    /** Another call has made this very device the user's: the second click of a double click, for one. */
    record Already(MfaDevice device) implements Assigned {}

    /**
     * Nothing new is on the user.
     *
     * @param codes why the two codes were refused, or null where something else is wrong
     */
    record Refused(Reason reason, ConsecutiveCodes.Reason codes) implements Assigned {}

    /** Why nothing was assigned. */
    enum Reason {
        /** The two codes were refused. */
        CODES,
        /** No hardware token that the user may take has this serial number and shows these codes. */
        TOKEN,
        /** There were so many wrong ones in a row that none is looked at for now. */
        TOO_MANY_TRIES,
        /** The user owns a device of that name. */
        NAME_TAKEN,
        /** The user owns as many devices as the realm allows. */
        LIMIT_REACHED,
        /** The realm does not let users assign devices of that type. */
        TYPE_NOT_ALLOWED,
        /** The device to be replaced is not the user's, or no longer. */
        NOTHING_TO_REPLACE,
        /** The user owns a device, and has not proved any. */
        PROOF_MISSING
    }

    /** Refused for anything but codes. */
    static Refused refused(Reason reason) {
        return new Refused(reason, null);
    }
}
