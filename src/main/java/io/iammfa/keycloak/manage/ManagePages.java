package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.form.DeviceLine;
import io.iammfa.keycloak.form.Done;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.utils.FormMessage;

/** Renders the pages of the user's devices. */
final class ManagePages {

    private final RequiredActionContext context;

    ManagePages(RequiredActionContext context) {
        this.context = context;
    }

    private DeviceLine line(MfaDevice device) {
        return DeviceLine.of(device, new UserTime(context.getSession(), context.getUser()));
    }

    /** The table, which also tells what was done. */
    void table(List<MfaDevice> devices, int limit, List<FormMessage> errors) {
        Map<String, Object> model = new HashMap<>();
        model.put("devices", devices.stream().map(this::line).toList());
        model.put("limit", limit);
        Done.take(context.getAuthenticationSession()).ifPresent(done -> model.put("done", done));
        model.put("recovered", DeviceSession.isRecovered(context.getAuthenticationSession()));
        model.put(
                "recoveryCodes",
                RecoveryCodesLeft.few(context.getRealm(), context.getUser()).orElse(-1));
        Pages.show(context, "mfa-devices.ftl", model, errors);
    }

    void rename(MfaDevice device, String typed, List<FormMessage> errors) {
        Pages.show(context, "mfa-device-rename.ftl", Map.of("device", line(device), "deviceName", typed), errors);
    }

    /** @param kept what stays in the fields of the codes */
    void resync(MfaDevice device, List<FormMessage> errors, Map<String, String> kept) {
        Pages.show(context, ResyncForm.TEMPLATE, ResyncForm.model(List.of(device), device.id(), kept), errors);
    }

    /**
     * @param devices all that the user owns
     * @param back whether there is a table to go back to
     */
    void remove(MfaDevice device, List<MfaDevice> devices, boolean back) {
        List<String> others = devices.stream()
                .filter(other -> !other.id().equals(device.id()))
                .map(MfaDevice::name)
                .toList();
        Pages.show(
                context,
                "mfa-device-remove.ftl",
                Map.of("device", line(device), "others", others, "back", back),
                List.of());
    }
}
