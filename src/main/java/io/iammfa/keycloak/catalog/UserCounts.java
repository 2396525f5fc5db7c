package io.iammfa.keycloak.catalog;

/**
 * A realm's users in numbers, as {@link DeviceCounts} has them.
 *
 * @param none users without a device
 * @param one users with one
 * @param more users with several
 * @param most how many devices one user owns at most
 * @param devices how many devices they own together
 */
public record UserCounts(long none, long one, long more, int most, long devices) {}
