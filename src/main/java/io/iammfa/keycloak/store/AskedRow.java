package io.iammfa.keycloak.store;

/**
 * What is known of a user who was asked for a device and may, or might, go without one for a while. All moments are Unix time
 * in milliseconds, 0 for never.
 *
 * @param firstAskedAt when a sign-in asked for the first time; never moved, whatever becomes of devices and policy
 * @param skips how often the user put it off
 * @param skippedAt when last
 * @param extendedUntil until when an admin lets the user go without, whatever the policy says
 * @param reminded how many days were left at the last reminder, or when an admin last gave time; 0 for neither
 * @param days how many days the user had when asked last, for lists
 * @param least how many devices were asked for then
 */
public record AskedRow(
        long firstAskedAt, int skips, long skippedAt, long extendedUntil, int reminded, int days, int least) {

    /** Of a user who was never asked. */
    public static final AskedRow NEVER = new AskedRow(0, 0, 0, 0, 0, 0, 1);

    /** The same user, asked at that moment, for the first time or again, for so many devices within so many days. */
    public AskedRow at(long moment, int within, int number) {
        return new AskedRow(
                firstAskedAt == 0 ? moment : firstAskedAt, skips, skippedAt, extendedUntil, reminded, within, number);
    }

    /** The same user after putting it off. */
    public AskedRow skipped(long moment) {
        return new AskedRow(firstAskedAt, skips + 1, moment, extendedUntil, reminded, days, least);
    }

    /** The same user with another date, who is reminded of that one anew. */
    public AskedRow extended(long until) {
        return new AskedRow(firstAskedAt, skips, skippedAt, until, 0, days, least);
    }

    /** The same user after a reminder. */
    public AskedRow reminded(int daysLeft) {
        return new AskedRow(firstAskedAt, skips, skippedAt, extendedUntil, daysLeft, days, least);
    }
}
