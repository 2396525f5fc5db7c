package io.iammfa.keycloak.device;

/** What became of an attempt to prove a device before a change. */
public sealed interface Proved {

    /** The code is of this device, and used up. */
    record Done(MfaDevice device) implements Proved {}

    /** The code is of none of the user's devices. */
    record Refused() implements Proved {}

    /** There were so many wrong codes that none is looked at for now. */
    record TooManyTries() implements Proved {}
}
