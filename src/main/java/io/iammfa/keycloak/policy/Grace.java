package io.iammfa.keycloak.policy;

/**
 * How long a user who is asked for a device may go without one, from the first sign-in that asks.
 *
 * @param days 0 to 365; 0 means not at all
 * @param skips how often they may put it off within that time; 0 means as often as they like
 */
public record Grace(int days, int skips) {

    /** Everybody at once. */
    public static final Grace NONE = new Grace(0, 0);
}
