package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Deadlines;
import io.iammfa.keycloak.admin.ExtensionRequest;
import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.form.Pages;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The form by which an admin gives a user time without a device, or takes it back. */
final class TimeForm {

    static final String FIELD_UNTIL = "until";
    static final String FIELD_REASON = "reason";

    private static final String GIVE = "give";
    private static final String TAKE_BACK = "takeBack";

    /** What stands for what was typed, in the address after another sign-in. */
    private static final String TYPED = "typed";

    private static final String KEPT = "mfa-console-time.";

    /** For how long, in seconds. */
    private static final int KEPT_FOR = 900;

    private final Visit visit;
    private final String userId;

    TimeForm(Visit visit, String userId) {
        this.visit = visit;
        this.userId = userId;
    }

    private Map<String, String> typed() {
        return Map.of(FIELD_UNTIL, visit.field(FIELD_UNTIL), FIELD_REASON, visit.field(FIELD_REASON));
    }

    /** The page with what was typed, for after a sign-in; a reason may be longer than an address. */
    String again() {
        String id = KeycloakModelUtils.generateId();
        visit.session().singleUseObjects().put(KEPT + id, KEPT_FOR, typed());
        return visit.links().user(userId, Map.of(TYPED, id));
    }

    /** What was typed before another sign-in, or nothing. */
    static Map<String, String> kept(Visit visit) {
        String id = visit.parameter(TYPED);
        Map<String, String> kept =
                id.matches("[\\w-]{1,64}") ? visit.session().singleUseObjects().get(KEPT + id) : null;
        return Objects.requireNonNullElse(kept, Map.of());
    }

    /** Takes a button. */
    Response take() {
        UserModel user = visit.operations().caller().managedUser(userId);
        boolean takesBack = TAKE_BACK.equals(visit.field(Pages.ACTION));
        if (!takesBack && !GIVE.equals(visit.field(Pages.ACTION))) {
            return visit.to(visit.links().user(userId));
        }
        Deadlines deadlines = new Deadlines(visit.operations());
        deadlines.requireOther(user);
        List<FormMessage> errors = new ArrayList<>();
        ExtensionRequest request = request(takesBack, errors);
        if (!errors.isEmpty()) {
            return new UserPage(visit, userId).show(typed(), errors);
        }
        deadlines.extend(user, request);
        return visit.to(visit.links().user(userId, takesBack ? "timeTakenBack" : "timeGiven"));
    }

    /** @param errors where what is wrong with it goes */
    private ExtensionRequest request(boolean takesBack, List<FormMessage> errors) {
        String reason = visit.field(FIELD_REASON);
        if (takesBack) {
            // why is asked of who opens a door, not of who closes one
            ExtensionRequest back = new ExtensionRequest(null, reason.isBlank() ? null : reason);
            check(back::why, reason(), errors);
            return back;
        }
        Days days = Days.of(visit);
        ExtensionRequest request = new ExtensionRequest(end(days), reason);
        check(request::end, day(days), errors);
        check(request::why, reason(), errors);
        return request;
    }

    private String end(Days days) {
        try {
            return days.end(LocalDate.parse(visit.field(FIELD_UNTIL).strip())).toString();
        } catch (DateTimeException none) {
            return "";
        }
    }

    private static FormMessage day(Days days) {
        return new FormMessage(FIELD_UNTIL, "mfaConsoleTimeDay", days.say(days.first()), days.say(days.last()));
    }

    private static FormMessage reason() {
        return new FormMessage(FIELD_REASON, "mfaConsoleTimeReasonWrong", ExtensionRequest.MAX_REASON);
    }

    private static void check(Runnable part, FormMessage error, List<FormMessage> errors) {
        try {
            part.run();
        } catch (Refusal refusal) {
            errors.add(error);
        }
    }
}
