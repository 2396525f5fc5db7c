package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.DeadlineTable;
import io.iammfa.keycloak.admin.Deadlines;
import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.event.UserTime;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.utils.FormMessage;

/** The users of a realm who are in grace, due within a week, or overdue. */
final class DeadlinesPage {

    /** Of whom the list is; a parameter of the name {@code state} is the sign-in's, which takes it away. */
    private static final String STATE = "status";

    private static final String TEMPLATE = "mfa-console-deadlines.ftl";

    private final Visit visit;

    DeadlinesPage(Visit visit) {
        this.visit = visit;
    }

    /**
     * A list to choose.
     *
     * @param users how many are in it, or null for an admin who may not view them all
     */
    public record Choice(String id, Long users, String link, boolean chosen) {}

    /** Where such users are listed. */
    static String link(Links links, AskedUsers.Filter filter) {
        return links.deadlines(Map.of(STATE, filter.id()));
    }

    Response show() {
        String typed = visit.parameter(STATE);
        String state = typed.isEmpty() ? AskedUsers.Filter.GRACE.id() : typed;
        MultivaluedMap<String, String> asked = new MultivaluedHashMap<>();
        asked.putAll(visit.query());
        asked.remove(STATE);
        asked.putSingle("state", state);
        Map<String, Object> model = new HashMap<>();
        model.put("chosen", state);
        model.put("days", visit.policy().grace().days());
        model.put("next", "");
        model.put("users", List.of());
        try {
            DeadlineTable table = DeadlineTable.of(new Deadlines(visit.operations()), asked);
            model.put("choices", choices(state));
            UserTime time = new UserTime(visit.session(), visit.admin().user());
            model.put(
                    "users",
                    table.entries().stream()
                            .map(entry -> DeadlineLine.of(visit, entry, time))
                            .toList());
            if (table.nextMarker() != null) {
                model.put(
                        "next",
                        visit.links()
                                .deadlines(Map.of(
                                        STATE,
                                        state,
                                        "marker",
                                        table.nextMarker(),
                                        "first",
                                        table.nextFirst() == 0 ? "" : String.valueOf(table.nextFirst()))));
            }
            return visit.show(TEMPLATE, model);
        } catch (Refusal refusal) {
            if (refusal.reason() != Refusal.Reason.UNUSABLE) {
                throw refusal;
            }
            model.put("choices", choices(state));
            return visit.show(
                    TEMPLATE,
                    model,
                    List.of(new FormMessage("filter", Words.of(refusal).getMessage())));
        }
    }

    private List<Choice> choices(String state) {
        AskedUsers.Counts counts =
                visit.operations().caller().viewsAll() ? new AskedUsers(visit.session(), visit.realm()).count() : null;
        return Arrays.stream(AskedUsers.Filter.values())
                .map(filter -> new Choice(
                        filter.id(),
                        counts == null ? null : number(counts, filter),
                        link(visit.links(), filter),
                        filter.id().equals(state)))
                .toList();
    }

    private static long number(AskedUsers.Counts counts, AskedUsers.Filter filter) {
        return switch (filter) {
            case GRACE -> counts.inGrace();
            case WEEK -> counts.withinAWeek();
            case OVERDUE -> counts.overdue();
        };
    }
}
