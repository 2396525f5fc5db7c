package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.utils.FormMessage;

/** Renders the pages of the user's devices. */
final class ManagePages {

    private final RequiredActionContext context;

    ManagePages(RequiredActionContext context) {
        this.context = context;
    }

    /**
     * A line of the table.
     *
     * @param used when the device last signed its owner in, or null for never
     * @param clockOff whether its clock is off by more than the ordinary window
     */
    public record Line(String id, String name, String kind, Date added, Date used, boolean clockOff) {

        static Line of(MfaDevice device) {
            return new Line(
                    device.id(),
                    device.name(),
                    device.kind(),
                    Date.from(device.createdAt()),
                    Optional.ofNullable(device.lastUsedAt()).map(Date::from).orElse(null),
                    device.clockDriftSeconds() != 0);
        }
    }

    void table(List<MfaDevice> devices, int limit, List<FormMessage> errors) {
        Pages.show(
                context,
                "mfa-devices.ftl",
                Map.of("devices", devices.stream().map(Line::of).toList(), "limit", limit),
                errors);
    }

    void rename(MfaDevice device, String typed, List<FormMessage> errors) {
        Pages.show(context, "mfa-device-rename.ftl", Map.of("device", Line.of(device), "deviceName", typed), errors);
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
                Map.of("device", Line.of(device), "last", last, "back", back),
                List.of());
    }
}
