package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.device.Standing;
import io.iammfa.keycloak.policy.UserPolicy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.models.UserModel;

/** Until when a user may go without a device, as this API shows it; what there is none of is left out. */
final class DeadlineJson {

    private DeadlineJson() {}

    static Map<String, Object> of(AskedUsers.Entry entry) {
        return of(entry.userId(), entry.user(), entry.known());
    }

    /** @param policy of which it is told which group or role made it stricter */
    static Map<String, Object> of(UserModel user, Deadline.Known known, UserPolicy policy) {
        Map<String, Object> json = of(user.getId(), user, known);
        json.put("rules", policy.decidedBy());
        return json;
    }

    private static Map<String, Object> of(String userId, UserModel user, Deadline.Known known) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("userId", userId);
        // the user's storage may be out of reach
        json.put("username", user == null ? "" : user.getUsername());
        json.put("state", state(known.standing()));
        if (known.firstAskedAt() != null || known.extendedUntil() != null) {
            put(json, "deadline", known.standing().until());
        }
        put(json, "firstAskedAt", known.firstAskedAt());
        json.put("skips", known.skips());
        put(json, "extendedUntil", known.extendedUntil());
        return json;
    }

    private static void put(Map<String, Object> json, String key, Instant moment) {
        if (moment != null) {
            json.put(key, moment.toString());
        }
    }

    private static String state(Standing standing) {
        return switch (standing.state()) {
            case FREE -> "free";
            case IN_GRACE -> "grace";
            case OVERDUE -> "overdue";
        };
    }
}
