package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.admin.UserTable;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.UserTime;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.models.utils.FormMessage;

/** The users of a realm with their devices. */
final class UsersPage {

    private static final List<String> FILTERS = List.of("search", "without", "kind", "tag", "unusedSince", "clockOff");

    private final Visit visit;
    private final UserTime time;

    UsersPage(Visit visit) {
        this.visit = visit;
        this.time = new UserTime(visit.session(), visit.admin().user());
    }

    /**
     * A line of the table.
     *
     * @param kinds what devices the user has, each kind once
     * @param used when any of them was last used, or empty for never
     */
    public record Line(String link, String username, List<String> kinds, int devices, String used) {}

    Response show() {
        Map<String, String> filter = new HashMap<>();
        for (String name : FILTERS) {
            filter.put(name, visit.parameter(name));
        }
        Map<String, Object> model = new HashMap<>();
        model.put("filter", filter);
        model.put("all", visit.operations().caller().viewsAll());
        model.put("next", "");
        visit.missingRows().fillInBeside(visit.session(), visit.realm());
        try {
            UserTable table = UserTable.of(visit.operations(), visit.query());
            model.put("users", table.lines().stream().map(this::line).toList());
            if (table.nextMarker() != null) {
                Map<String, String> next = new HashMap<>(filter);
                next.put("marker", table.nextMarker());
                next.put("first", table.nextFirst() == 0 ? "" : String.valueOf(table.nextFirst()));
                model.put("next", visit.links().users(next));
            }
            return visit.show("mfa-console-users.ftl", model);
        } catch (Refusal refusal) {
            if (refusal.reason() != Refusal.Reason.UNUSABLE) {
                throw refusal;
            }
            model.put("users", List.of());
            return visit.show("mfa-console-users.ftl", model, List.of(new FormMessage("filter", "mfaConsoleFilter")));
        }
    }

    private Line line(UserTable.Line user) {
        String used = user.devices().stream()
                .map(MfaDevice::lastUsedAt)
                .filter(Objects::nonNull)
                .max(Comparator.<Instant>naturalOrder())
                .map(time::say)
                .orElse("");
        return new Line(
                visit.links().user(user.userId()),
                user.username(),
                user.devices().stream().map(MfaDevice::kind).distinct().sorted().toList(),
                user.devices().size(),
                used);
    }
}
