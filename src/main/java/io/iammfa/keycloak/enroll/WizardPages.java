package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.QrCode;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.utils.FormMessage;

/** Renders the wizard's pages. */
final class WizardPages {

    private final RequiredActionContext context;

    WizardPages(RequiredActionContext context) {
        this.context = context;
    }

    /** Page 1, with the name as it was typed so far. */
    void name(String typed, DeviceType selected, List<FormMessage> errors) {
        show(
                "mfa-device-name.ftl",
                Map.of(
                        "deviceName", typed == null ? "" : typed,
                        "deviceType", selected.id(),
                        "deviceTypes",
                                MfaPolicy.of(context.getRealm()).deviceTypes().stream()
                                        .map(DeviceType::id)
                                        .toList()),
                errors);
    }

    /** Page 2 for a security key; makes a challenge each time. */
    void key(Wizard wizard, List<FormMessage> errors) {
        new KeyRegistration(context).prepare();
        show(
                "mfa-device-key.ftl",
                Map.of(
                        "replaces",
                        wizard.replaces().isPresent(),
                        "deviceName",
                        wizard.name().orElseThrow().value()),
                errors);
    }

    /** Page 2 for an authenticator app; makes the secret when it is shown for the first time. */
    void codes(Wizard wizard, List<FormMessage> errors) {
        NewDevice device = wizard.device(context.getRealm().getOTPPolicy());
        String uri = device.otpauthUri(context.getRealm(), context.getUser());
        show(
                "mfa-device-codes.ftl",
                Map.of(
                        "replaces", wizard.replaces().isPresent(),
                        "deviceName", wizard.name().orElseThrow().value(),
                        "secretKey", device.secret().replaceAll("(.{4})(?!$)", "$1 "),
                        "otpauthUri", uri,
                        "qrCode", QrCode.png(uri).orElse(""),
                        "device", device),
                errors);
    }

    /** In place of the wizard, when the user owns as many devices as the realm allows. */
    void limitReached() {
        show(
                "mfa-device-limit.ftl",
                Map.of("limit", MfaPolicy.of(context.getRealm()).maxDevices()),
                List.of());
    }

    /** In place of the wizard, when the device to be replaced is gone. */
    void nothingToReplace() {
        show("mfa-device-gone.ftl", Map.of(), List.of());
    }

    private void show(String template, Map<String, Object> model, List<FormMessage> errors) {
        Pages.show(context, template, model, errors);
    }
}
