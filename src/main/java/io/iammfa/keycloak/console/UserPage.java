package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Rescue;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.form.DeviceLine;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.resources.admin.UserResource;

/** A user's security credentials: the devices, and the ways to more of them. */
final class UserPage {

    /** What the page says of a change that led to it. */
    private static final Set<String> DONE = Set.of(
            "assign",
            "replace",
            "rename",
            "resync",
            "remove",
            "tags",
            "asked",
            "mailed",
            "passRevoked",
            "reset",
            "timeGiven",
            "timeTakenBack");

    private final Visit visit;
    private final String userId;

    UserPage(Visit visit, String userId) {
        this.visit = visit;
        this.userId = userId;
    }

    Response show() {
        String done = visit.parameter("done");
        Map<String, String> more = new HashMap<>(TimeForm.kept(visit));
        more.put("done", DONE.contains(done) ? done : "");
        return show(more, List.of());
    }

    /** @param more what else the template finds */
    Response show(Map<String, String> more, List<FormMessage> errors) {
        UserModel user = visit.operations().caller().viewedUser(userId);
        MfaDevices devices = visit.operations().devices(user);
        UserTime time = new UserTime(visit.session(), visit.admin().user());
        Map<String, Object> model = new HashMap<>(Map.of("done", "", RescuePages.FIELD_MINUTES, "60"));
        model.putAll(StandingPart.untyped());
        model.putAll(more);
        model.put("standing", StandingPart.of(visit, user, time));
        model.put("userId", userId);
        model.put("username", user.getUsername());
        model.put(
                "devices",
                devices.list().stream()
                        .map(device -> DeviceLine.of(device, time))
                        .toList());
        model.put("tags", tags(devices));
        model.put(
                "limit",
                UserPolicy.of(visit.operations().realm(), user).policy().maxDevices());
        model.put("full", devices.isFull());
        model.put("manages", visit.operations().caller().manages(user));
        model.put("assignable", !AssignPages.types(visit).isEmpty());
        Rescue rescue = new Rescue(visit.operations());
        model.put("mayGive", rescue.mayGive(user));
        model.put(
                "passes",
                rescue.list(user).stream().map(pass -> PassLine.of(pass, time)).toList());
        model.put("asked", user.getRequiredActionsStream().anyMatch(MfaPolicy.REQUIRED_ACTION::equals));
        model.put("mail", user.getEmail() != null && user.isEnabled());
        return visit.show("mfa-console-user.ftl", model, errors);
    }

    private static Map<String, List<String>> tags(MfaDevices devices) {
        Map<String, List<String>> tags = new HashMap<>();
        devices.list()
                .forEach(device -> tags.put(
                        device.id(),
                        devices.tags(device.id()).orElse(Map.of()).entrySet().stream()
                                .map(tag -> tag.getKey() + ": " + tag.getValue())
                                .toList()));
        return tags;
    }

    /** A button of the table, each of which leads to a page of its own. */
    Response choose() {
        String deviceId = visit.field("deviceId");
        String operation = visit.field("action");
        return visit.to(
                "replace".equals(operation)
                        ? visit.links().assign(userId, Map.of(AssignPages.REPLACES, deviceId))
                        : visit.links().device(userId, deviceId, operation));
    }

    /** Lets the user do it: at the next sign-in, or by a link in a mail. */
    Response ask() {
        UserModel user = visit.operations().caller().managedUser(userId);
        if (!"mail".equals(visit.field("action"))) {
            user.addRequiredAction(MfaPolicy.REQUIRED_ACTION);
            visit.adminEvent()
                    .resource(ResourceType.USER)
                    .operation(OperationType.UPDATE)
                    .resourcePath("users", userId)
                    .representation(Map.of(
                            "requiredActions", user.getRequiredActionsStream().toList()))
                    .success();
            return visit.to(visit.links().user(userId, "asked"));
        }
        try {
            new UserResource(visit.session(), user, visit.auth(), visit.adminEvent())
                    .executeActionsEmail(null, null, null, List.of(MfaPolicy.REQUIRED_ACTION));
        } catch (WebApplicationException failed) {
            return show(Map.of(), List.of(new FormMessage("mail", "mfaConsoleMailFailed")));
        }
        return visit.to(visit.links().user(userId, "mailed"));
    }
}
