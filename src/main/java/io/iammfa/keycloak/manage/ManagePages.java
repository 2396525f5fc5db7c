package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.form.DeviceLine;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
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

    void table(List<MfaDevice> devices, int limit, List<FormMessage> errors) {
        Pages.show(
                context,
                "mfa-devices.ftl",
                Map.of("devices", devices.stream().map(this::line).toList(), "limit", limit),
                errors);
    }

    void rename(MfaDevice device, String typed, List<FormMessage> errors) {
        Pages.show(context, "mfa-device-rename.ftl", Map.of("device", line(device), "deviceName", typed), errors);
    }

    void resync(List<MfaDevice> devices, MfaDevice selected, List<FormMessage> errors) {
        Pages.show(context, ResyncForm.TEMPLATE, ResyncForm.model(devices, selected.id()), errors);
    }

    /**
     * @param last whether it is the only device
     * @param back whether there is a table to go back to
     */
    void remove(MfaDevice device, boolean last, boolean back) {
        Pages.show(
                context,
                "mfa-device-remove.ftl",
                Map.of("device", line(device), "last", last, "back", back),
                List.of());
    }
}
