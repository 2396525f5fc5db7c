package io.iammfa.keycloak.catalog;

import java.util.Map;

/**
 * A realm's users and devices in numbers. Users are those in Keycloak's own table, imported ones included and those of
 * service accounts not, and those of other storages who own a device.
 *
 * @param none users without a device
 * @param one users with one
 * @param more users with several
 * @param most how many devices one user owns at most
 * @param kinds devices by kind
 */
public record DeviceCounts(long none, long one, long more, int most, Map<String, Long> kinds) {

    /** All users. */
    public long users() {
        return none + one + more;
    }

    /** All devices. */
    public long devices() {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }
}
