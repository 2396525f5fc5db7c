package io.iammfa.keycloak.metrics;

import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.catalog.UserCounts;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What users are to those who watch a realm. Each user is in one state, so that the numbers add up. */
enum UserState {
    /** Without a device. */
    NONE,
    /** With one. */
    ONE,
    /** With several. */
    MORE,
    /** Without one, though the time for that has ended. */
    OVERDUE;

    /** How many users of a realm are in each: the one place that knows the states. */
    static Map<UserState, Long> count(RealmDevices devices, AskedUsers asked) {
        UserCounts users = devices.countUsers();
        long overdue = asked.countOverdueWithout();
        Map<UserState, Long> counts = new EnumMap<>(UserState.class);
        counts.put(NONE, Math.max(0, users.none() - overdue));
        counts.put(OVERDUE, overdue);
        counts.put(ONE, users.one());
        counts.put(MORE, users.more());
        return counts;
    }

    /** The word for it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
