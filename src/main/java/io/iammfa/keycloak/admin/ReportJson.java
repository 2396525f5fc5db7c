package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.iammfa.keycloak.catalog.DeviceCounts;
import java.time.Instant;
import java.util.Map;

/**
 * A realm in numbers as this API shows it.
 *
 * @param users by how many devices they own
 * @param kinds devices by kind
 * @param clocksOff devices whose clock is off by more than ten steps
 * @param passes temporary passes that hold
 * @param unused missing where nobody asked for it
 */
record ReportJson(
        Users users,
        Map<String, Long> kinds,
        long devices,
        long clocksOff,
        long passes,
        @JsonInclude(JsonInclude.Include.NON_NULL) Unused unused) {

    record Users(long none, long one, long more, long total) {}

    record Unused(String since, long devices) {}

    static ReportJson of(DeviceCounts counts, long clocksOff, long passes, Unused unused) {
        Users users = new Users(counts.none(), counts.one(), counts.more(), counts.users());
        return new ReportJson(users, counts.kinds(), counts.devices(), clocksOff, passes, unused);
    }

    static Unused unused(Instant since, long devices) {
        return new Unused(since.toString(), devices);
    }
}
