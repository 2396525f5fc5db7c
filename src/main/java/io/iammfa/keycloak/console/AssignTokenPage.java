package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.TypedToken;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.token.Token;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** The wizard's second page for a hardware token in the hands of an admin: serial number and two consecutive codes. */
final class AssignTokenPage {

    private final Visit visit;
    private final String userId;

    AssignTokenPage(Visit visit, String userId) {
        this.visit = visit;
        this.userId = userId;
    }

    Response show() {
        UserModel user = visit.operations().caller().managedUser(userId);
        String name = visit.parameter(Pages.FIELD_NAME);
        String replaced = visit.parameter(AssignPages.REPLACES);
        return isReady(name)
                ? show(user, name, replaced, visit.parameter(TypedToken.FIELD_SERIAL), List.of(), Map.of())
                : visit.to(page1(name, replaced));
    }

    private boolean isReady(String name) {
        return DeviceName.problem(name) == null && AssignPages.types(visit).contains(DeviceType.HARDWARE);
    }

    private String page1(String name, String replaced) {
        return AssignPages.page1(visit.links(), userId, name, DeviceType.HARDWARE.id(), replaced);
    }

    private Response show(
            UserModel user,
            String name,
            String replaced,
            String serial,
            List<FormMessage> errors,
            Map<String, String> kept) {
        Map<String, Object> model = new HashMap<>();
        model.put("userId", userId);
        model.put("username", user.getUsername());
        model.put("deviceName", name);
        model.put("replaces", replaced);
        model.put("serialNumber", serial);
        model.put("kept", kept);
        return visit.show("mfa-console-assign-token.ftl", model, errors);
    }

    /** The page with what was typed, save for codes, for after a sign-in. */
    String again() {
        return visit.links()
                .assignToken(
                        userId,
                        Map.of(
                                Pages.FIELD_NAME, visit.field(Pages.FIELD_NAME),
                                AssignPages.REPLACES, visit.field(AssignPages.REPLACES),
                                TypedToken.FIELD_SERIAL, visit.field(TypedToken.FIELD_SERIAL)));
    }

    Response take() {
        UserModel user = visit.operations().caller().managedUser(userId);
        String name = visit.field(Pages.FIELD_NAME);
        String replaced = visit.field(AssignPages.REPLACES);
        if ("back".equals(visit.field(Pages.ACTION)) || !isReady(name) && !isTheirs(user, name)) {
            return visit.to(page1(name, replaced));
        }
        TypedToken typed = TypedToken.of(visit.form());
        List<FormMessage> problems = typed.problems();
        if (!problems.isEmpty()) {
            return show(user, name, replaced, typed.serial(), problems, typed.kept());
        }
        try {
            Token token = visit.tokens().takeable(typed.serial(), user);
            visit.tokens()
                    .activate(
                            token,
                            user,
                            new DeviceName(name),
                            typed.code1(),
                            typed.code2(),
                            replaced.isEmpty() ? null : replaced);
            return done(replaced);
        } catch (Refusal refusal) {
            if (isTheirs(user, name)) {
                // the other click of a double click
                return done(replaced);
            }
            return show(user, name, replaced, typed.serial(), List.of(words(refusal)), Map.of());
        }
    }

    private static FormMessage words(Refusal refusal) {
        if (refusal.reason() == Refusal.Reason.CODES) {
            // another token's, as a rule: the numbers on their backs are easily mixed up
            return new FormMessage(TypedToken.FIELD_SERIAL, "mfaTokenRefused");
        }
        FormMessage ofField = Words.ofField(refusal, false);
        return ofField == null ? Words.of(refusal) : ofField;
    }

    /** Whether the token that was typed is this user's under the name that was typed. */
    private boolean isTheirs(UserModel user, String name) {
        if (DeviceName.problem(name) != null) {
            return false;
        }
        String serial = visit.field(TypedToken.FIELD_SERIAL).strip();
        return visit.operations().devices(user).list().stream()
                .anyMatch(device -> serial.equalsIgnoreCase(device.serialNumber())
                        && device.name().equals(new DeviceName(name).value()));
    }

    private Response done(String replaced) {
        return visit.to(visit.links().user(userId, replaced.isEmpty() ? "assign" : "replace"));
    }
}
