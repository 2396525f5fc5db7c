package io.iammfa.keycloak.device;

/** What became of an attempt to rename a device. */
public sealed interface Renamed {

    /**
     * The device has its new name.
     *
     * @param before the name it had
     */
    record Done(MfaDevice device, String before) implements Renamed {

        /** Whether it had another name before; it had not after the other click of a double click. */
        public boolean isChange() {
            return !device.name().equals(before);
        }
    }

    /** The device is called as it was. */
    record Refused(Reason reason) implements Renamed {}

    /** Why a device was not renamed. */
    enum Reason {
        /** Another of the user's devices has that name. */
        NAME_TAKEN,
        /** The device is not the user's, or no longer. */
        NO_SUCH_DEVICE
    }
}
