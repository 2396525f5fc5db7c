package io.iammfa.keycloak.device;

/** What became of an attempt to prove a device before a change. */
public sealed interface Proved {

    /**
     * The code is right, and used up.
     *
     * @param device whose it is, or null where the user's storage has checked it
     */
    record Done(MfaDevice device) implements Proved {}

    /** The code does not prove anything. */
    record Refused(Reason reason) implements Proved {}

    /** Why a code proves nothing. */
    enum Reason {
        /** It is of none of the user's devices. */
        WRONG_CODE,
        /** There were so many wrong codes that none is looked at for now. */
        TOO_MANY_TRIES
    }
}
