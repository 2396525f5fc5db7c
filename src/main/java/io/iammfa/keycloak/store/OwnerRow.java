package io.iammfa.keycloak.store;

/**
 * What the side table knows of a user who has, or had, anything to do with devices.
 *
 * @param devices how many devices the user owns
 * @param proofFailures wrong codes in a row, where a device was to be proved and, with brute-force protection, elsewhere
 * @param proofFailedAt when the last of them was typed, Unix time in milliseconds, 0 for never
 */
public record OwnerRow(int devices, int proofFailures, long proofFailedAt, AskedRow asked) {

    /** Of a user who is new here. */
    public static final OwnerRow NEW = new OwnerRow(0, 0, 0, AskedRow.NEVER);

    /** The same user with another number of devices. */
    public OwnerRow owning(int number) {
        return new OwnerRow(number, proofFailures, proofFailedAt, asked);
    }

    /** The same user after one more wrong code. */
    public OwnerRow failed(long at) {
        return new OwnerRow(devices, proofFailures + 1, at, asked);
    }

    /** The same user after a right code. */
    public OwnerRow proved() {
        return new OwnerRow(devices, 0, 0, asked);
    }

    /** The same user, with something else known of the date. */
    public OwnerRow with(AskedRow other) {
        return new OwnerRow(devices, proofFailures, proofFailedAt, other);
    }
}
