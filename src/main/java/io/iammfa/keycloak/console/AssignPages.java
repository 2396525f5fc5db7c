package io.iammfa.keycloak.console;

import io.iammfa.keycloak.admin.PendingDevice;
import io.iammfa.keycloak.admin.PendingDevices;
import io.iammfa.keycloak.admin.Refusal;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.QrCode;
import io.iammfa.keycloak.form.TypedCodes;
import io.iammfa.keycloak.policy.DeviceType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** IAM's wizard in an admin's hands: the name, then QR code or secret key and two consecutive codes. */
final class AssignPages {

    static final String REPLACES = "replaces";

    private static final String TYPE = "deviceType";

    private final Visit visit;
    private final String userId;

    AssignPages(Visit visit, String userId) {
        this.visit = visit;
        this.userId = userId;
    }

    /** Page 1. */
    Response name() {
        String replaced = visit.parameter(REPLACES);
        UserModel user = visit.operations().caller().managedUser(userId);
        String name = visit.query().getFirst(Pages.FIELD_NAME);
        if (name == null && !replaced.isEmpty()) {
            name = visit.operations().managed(replaced).device().name();
        }
        return name(user, name == null ? "" : name, visit.parameter(TYPE), replaced, List.of());
    }

    /** The types that admins can assign: hardware tokens where the inventory has some, or nothing else can be. */
    static List<DeviceType> types(Visit visit) {
        Set<DeviceType> allowed = visit.policy().deviceTypes();
        List<DeviceType> types = new ArrayList<>();
        if (allowed.contains(DeviceType.TOTP)) {
            types.add(DeviceType.TOTP);
        }
        if (allowed.contains(DeviceType.HARDWARE)
                && (types.isEmpty() || visit.tokens().inventory().hasWaiting())) {
            types.add(DeviceType.HARDWARE);
        }
        return types;
    }

    private Response name(UserModel user, String typed, String type, String replaced, List<FormMessage> errors) {
        Map<String, Object> model = new HashMap<>();
        model.put("userId", userId);
        model.put("username", user.getUsername());
        model.put("deviceName", typed);
        model.put("replaces", replaced);
        List<String> types = types(visit).stream().map(DeviceType::id).toList();
        model.put("deviceTypes", types);
        model.put("deviceType", types.contains(type) || types.isEmpty() ? type : types.get(0));
        return visit.show("mfa-console-name.ftl", model, errors);
    }

    /** Page 1 with what was typed, for after a sign-in. */
    String typed() {
        return page1(visit.links(), userId, visit.field(Pages.FIELD_NAME), visit.field(TYPE), visit.field(REPLACES));
    }

    static String page1(Links links, String userId, String name, String type, String replaced) {
        return links.assign(userId, Map.of(Pages.FIELD_NAME, name, TYPE, type, REPLACES, replaced));
    }

    /** Takes page 1. */
    Response create() {
        UserModel user = visit.operations().caller().managedUser(userId);
        String typed = visit.field(Pages.FIELD_NAME);
        String replaced = visit.field(REPLACES);
        String type = visit.field(TYPE);
        DeviceName.Problem problem = DeviceName.problem(typed);
        if (problem != null) {
            return name(user, typed, type, replaced, List.of(Pages.nameError(problem)));
        }
        List<DeviceType> types = types(visit);
        DeviceType chosen = type.isEmpty() && !types.isEmpty()
                ? types.get(0)
                : DeviceType.of(type).orElse(null);
        if (!types.contains(chosen)) {
            return name(user, typed, type, replaced, List.of(new FormMessage(TYPE, "mfaDeviceTypeNotAllowed")));
        }
        try {
            if (chosen == DeviceType.HARDWARE) {
                visit.operations().requirePlace(user, new DeviceName(typed), replaced.isEmpty() ? null : replaced);
                return visit.to(visit.links().assignToken(userId, Map.of(Pages.FIELD_NAME, typed, REPLACES, replaced)));
            }
            PendingDevices.Kept kept = visit.operations()
                    .create(
                            user,
                            new DeviceName(typed),
                            Map.of(),
                            replaced.isEmpty() ? null : replaced,
                            visit.admin().userSession().getId());
            return visit.to(visit.links().pending(userId, kept.pending().id()));
        } catch (Refusal refusal) {
            FormMessage ofField = Words.ofField(refusal, false);
            if (ofField == null) {
                throw refusal;
            }
            return name(user, typed, type, replaced, List.of(ofField));
        }
    }

    /** Page 2, in the session that made the device and in no other. */
    Response codes(String pendingId) {
        return own(pendingId).map(ready -> codes(ready, List.of(), Map.of())).orElseGet(this::over);
    }

    private Optional<PendingDevice.Ready> own(String pendingId) {
        visit.operations().caller().managedUser(userId);
        return visit.operations()
                .pending(pendingId)
                .find()
                .filter(ready -> ready.owner().getId().equals(userId)
                        && visit.admin()
                                .userSession()
                                .getId()
                                .equals(ready.kept().sessionId()));
    }

    private Response over() {
        return visit.to(visit.links().user(userId));
    }

    private Response codes(PendingDevice.Ready ready, List<FormMessage> errors, Map<String, String> kept) {
        NewDevice device = ready.kept().pending().device();
        String uri = device.otpauthUri(visit.realm(), ready.owner());
        Map<String, Object> model = new HashMap<>();
        model.put("userId", userId);
        model.put("username", ready.owner().getUsername());
        model.put("pendingId", ready.kept().pending().id());
        model.put("replaces", ready.kept().replacedId() != null);
        model.put("deviceName", ready.kept().pending().name().value());
        model.put("secretKey", device.spacedSecret());
        model.put("otpauthUri", uri);
        model.put("qrCode", QrCode.png(uri).orElse(""));
        model.put("device", device);
        model.put("kept", kept);
        return visit.show("mfa-console-codes.ftl", model, errors);
    }

    /** Takes page 2. */
    Response enable(String pendingId) {
        PendingDevice.Ready ready = own(pendingId).orElse(null);
        if (ready == null) {
            return over();
        }
        String replaced = ready.kept().replacedId();
        if ("back".equals(visit.field(Pages.ACTION))) {
            visit.operations().pending(pendingId).delete();
            return visit.to(page1(
                    visit.links(),
                    userId,
                    ready.kept().pending().name().value(),
                    DeviceType.TOTP.id(),
                    replaced == null ? "" : replaced));
        }
        TypedCodes typed = visit.codes(ready.digits());
        if (!typed.areCodes()) {
            return codes(ready, typed.problems(), typed.kept());
        }
        try {
            ready.enable(typed.code1(), typed.code2());
            return done(replaced);
        } catch (Refusal refusal) {
            if (refusal.reason() == Refusal.Reason.ENABLED_ALREADY) {
                // the other click of a double click
                return done(replaced);
            }
            FormMessage ofField =
                    Words.ofField(refusal, ready.kept().pending().device().counts());
            return codes(ready, List.of(ofField == null ? Words.of(refusal) : ofField), Words.kept(refusal, typed));
        }
    }

    private Response done(String replaced) {
        return visit.to(visit.links().user(userId, replaced == null ? "assign" : "replace"));
    }
}
