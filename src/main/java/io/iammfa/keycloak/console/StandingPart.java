package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Deadlines;
import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.device.Standing;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.policy.UserPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.keycloak.common.util.Time;
import org.keycloak.models.UserModel;

/**
 * The part of a user's page that says until when they may go without a device; moments are as the admin reads them, and
 * empty where there are none.
 *
 * @param state the words for where the user stands
 * @param until the end of the user's time, which may be past
 * @param days how many days of grace the user has from the first sign-in that asks
 * @param given until when an admin gave time, which may be past
 * @param offered whether the admin may give time, and the user needs it
 * @param holds whether there is time to take back
 * @param from the first day to choose, as a date field has it
 * @param to the last one
 * @param zone whose days they are
 * @param rules what holds for the user and who decided; none where the realm has no rules by group and role
 */
public record StandingPart(
        String state,
        String until,
        int days,
        String asked,
        int skips,
        String given,
        boolean offered,
        boolean holds,
        String from,
        String to,
        String zone,
        List<RuleLine> rules) {

    static StandingPart of(Visit visit, UserModel user, UserTime time) {
        Deadlines deadlines = new Deadlines(visit.operations());
        Deadline.Known known = deadlines.of(user);
        UserPolicy policy = UserPolicy.of(visit.realm(), user);
        boolean may = deadlines.mayExtend(user);
        Instant given = known.extendedUntil();
        Days days = Days.of(visit);
        return new StandingPart(
                state(known, policy.policy().grace().days()),
                DeadlineLine.say(time, known.standing().until()),
                policy.policy().grace().days(),
                DeadlineLine.say(time, known.firstAskedAt()),
                known.skips(),
                DeadlineLine.say(time, given),
                may && known.standing().state() != Standing.State.FREE,
                may && given != null && given.isAfter(Instant.ofEpochMilli(Time.currentTimeMillis())),
                days.first().toString(),
                days.last().toString(),
                days.zoneName(),
                visit.policy().userRules() ? RuleLine.of(policy) : List.of());
    }

    private static String state(Deadline.Known known, int days) {
        boolean never = known.firstAskedAt() == null && known.extendedUntil() == null;
        return switch (known.standing().state()) {
            case FREE -> "free";
            case IN_GRACE -> never ? "never" : "grace";
            case OVERDUE -> never ? "atOnce" : "overdue";
        };
    }

    /** What its form has where nothing was typed. */
    static Map<String, String> untyped() {
        return Map.of(TimeForm.FIELD_UNTIL, "", TimeForm.FIELD_REASON, "");
    }
}
