package io.iammfa.keycloak.device;

/** What became of an attempt to rename a device. */
public sealed interface Renamed {

    /**
     * The device has its new name.
     *
     * @param before the name it had
     */
    record Done(MfaDevice device, String before) implements Renamed {}

    /** Another of the user's devices has that name. */
    record NameTaken() implements Renamed {}

    /** The device is not the user's, or no longer. */
    record NoSuchDevice() implements Renamed {}
}
