package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.ManagedDevice;
import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.form.DeviceLine;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.TypedCodes;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** The pages of one device of a user: another name, another clock, tags, and its end. */
final class DevicePages {

    private static final Set<String> OPERATIONS = Set.of("rename", "resync", "remove", "tags");
    private static final String KEY = "tagKey";
    private static final String VALUE = "tagValue";

    private final Visit visit;
    private final String userId;
    private final String deviceId;

    DevicePages(Visit visit, String userId, String deviceId) {
        this.visit = visit;
        this.userId = userId;
        this.deviceId = deviceId;
    }

    Response show(String operation) {
        ManagedDevice device = visit.operations().managed(deviceId);
        return fits(device, operation)
                ? show(device, operation, Map.of("typed", device.device().name()), List.of())
                : toUser("");
    }

    private boolean isGone() {
        UserModel user = visit.operations().caller().managedUser(userId);
        return visit.operations().devices(user).find(deviceId).isEmpty();
    }

    private boolean fits(ManagedDevice device, String operation) {
        return OPERATIONS.contains(operation)
                && device.owner().getId().equals(userId)
                && !("resync".equals(operation) && device.device().isKey());
    }

    private Response toUser(String done) {
        return visit.to(
                done.isEmpty() ? visit.links().user(userId) : visit.links().user(userId, done));
    }

    private Response show(ManagedDevice device, String operation, Map<String, String> typed, List<FormMessage> errors) {
        MfaDevice described = device.device();
        Map<String, Object> model = new HashMap<>(Map.of("typed", "", KEY, "", VALUE, ""));
        model.putAll(typed);
        model.put("operation", operation);
        model.put("userId", userId);
        model.put("username", device.owner().getUsername());
        model.put(
                "device",
                DeviceLine.of(
                        described, new UserTime(visit.session(), visit.admin().user())));
        model.put("tags", device.tags());
        model.put("last", visit.operations().devices(device.owner()).list().size() == 1);
        return visit.show("mfa-console-device.ftl", model, errors);
    }

    Response change(String operation) {
        if ("remove".equals(operation) && isGone()) {
            // the other click of a double click
            return toUser("remove");
        }
        ManagedDevice device = visit.operations().managed(deviceId);
        if (!fits(device, operation)) {
            return toUser("");
        }
        return switch (operation) {
            case "rename" -> rename(device);
            case "resync" -> resync(device);
            case "tags" -> tags(device);
            default -> {
                device.remove();
                yield toUser("remove");
            }
        };
    }

    private Response rename(ManagedDevice device) {
        String typed = visit.field(Pages.FIELD_NAME);
        DeviceName.Problem problem = DeviceName.problem(typed);
        if (problem != null) {
            return show(device, "rename", Map.of("typed", typed), List.of(Pages.nameError(problem)));
        }
        try {
            device.rename(new DeviceName(typed));
            return toUser("rename");
        } catch (Refusal refusal) {
            return again(refusal, device, "rename", Map.of("typed", typed));
        }
    }

    /** The page again, with word of what is wrong beside its field. */
    private Response again(Refusal refusal, ManagedDevice device, String operation, Map<String, String> typed) {
        FormMessage ofField =
                Words.ofField(refusal, "hotp".equals(device.device().kind()));
        if (ofField == null) {
            throw refusal;
        }
        return show(device, operation, typed, List.of(ofField));
    }

    private Response resync(ManagedDevice device) {
        TypedCodes typed = visit.codes(device.digits());
        if (!typed.areCodes()) {
            return show(device, "resync", typed.kept(), typed.problems());
        }
        try {
            device.resync(typed.code1(), typed.code2());
            return toUser("resync");
        } catch (Refusal refusal) {
            return again(refusal, device, "resync", Words.kept(refusal, typed));
        }
    }

    /** One tag at a time, or the end of one. */
    private Response tags(ManagedDevice device) {
        String removed = visit.field("remove");
        if (!removed.isEmpty()) {
            if (DeviceTags.isKey(removed)) {
                device.untag(List.of(removed));
            }
            return visit.to(visit.links().device(userId, deviceId, "tags"));
        }
        String key = visit.field(KEY).strip();
        String value = visit.field(VALUE).strip();
        Map<String, String> typed = Map.of(KEY, key, VALUE, value);
        if (!DeviceTags.isKey(key)) {
            return show(
                    device,
                    "tags",
                    typed,
                    List.of(new FormMessage(KEY, "mfaConsoleTagKeyWrong", DeviceTags.MAX_KEY_LENGTH)));
        }
        if (!DeviceTags.isValue(value)) {
            return show(
                    device,
                    "tags",
                    typed,
                    List.of(new FormMessage(VALUE, "mfaConsoleTagValueWrong", DeviceTags.MAX_VALUE_LENGTH)));
        }
        try {
            device.tag(Map.of(key, value));
            return visit.to(visit.links().device(userId, deviceId, "tags"));
        } catch (Refusal refusal) {
            return again(refusal, device, "tags", typed);
        }
    }
}
