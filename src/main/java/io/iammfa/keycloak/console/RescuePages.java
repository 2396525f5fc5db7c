package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Rescue;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.pass.Pass;
import io.iammfa.keycloak.pass.Passes;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** For a user who has lost all devices: a temporary pass, and a new beginning. */
final class RescuePages {

    static final String FIELD_MINUTES = "minutes";

    private final Visit visit;
    private final String userId;

    RescuePages(Visit visit, String userId) {
        this.visit = visit;
        this.userId = userId;
    }

    private UserModel user() {
        return visit.operations().caller().managedUser(userId);
    }

    /** A button beside the passes: another one, or the end of one. */
    Response pass() {
        Rescue rescue = new Rescue(visit.operations());
        UserModel user = user();
        String revoked = visit.field("revoke");
        if (!revoked.isEmpty()) {
            if (rescue.list(user).stream().anyMatch(pass -> pass.id().equals(revoked))) {
                rescue.revoke(user, revoked);
            }
            return visit.to(visit.links().user(userId, "passRevoked"));
        }
        int minutes = minutes(visit.field(FIELD_MINUTES));
        UserPage page = new UserPage(visit, userId);
        if (minutes < Pass.MIN_MINUTES || minutes > Pass.MAX_MINUTES) {
            return page.show(
                    Map.of(FIELD_MINUTES, visit.field(FIELD_MINUTES)),
                    List.of(new FormMessage(
                            FIELD_MINUTES, "mfaConsolePassMinutesWrong", Pass.MIN_MINUTES, Pass.MAX_MINUTES)));
        }
        Passes.Given given = rescue.give(user, minutes);
        // on this very answer, since it is the only one that has the code
        return page.show(
                Map.of(
                        "passCode", given.code(),
                        "passEnd",
                                new UserTime(visit.session(), visit.admin().user())
                                        .say(given.pass().expiresAt())),
                List.of());
    }

    private static int minutes(String typed) {
        try {
            return Integer.parseInt(typed.strip());
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** Asks whether to begin anew. */
    Response confirmReset() {
        UserModel user = user();
        return visit.show("mfa-console-reset.ftl", Map.of("userId", userId, "username", user.getUsername()));
    }

    Response reset() {
        new Rescue(visit.operations()).reset(user());
        return visit.to(visit.links().user(userId, "reset"));
    }
}
