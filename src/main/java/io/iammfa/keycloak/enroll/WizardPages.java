package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.device.Pending;
import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.form.Disclosed;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.QrCode;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.token.Inventory;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Renders the wizard's pages. */
final class WizardPages {

    private final RequiredActionContext context;
    private final Wizard wizard;
    private final MfaPolicy policy;
    private Set<DeviceType> types;

    WizardPages(RequiredActionContext context, Wizard wizard, MfaPolicy policy) {
        this.context = context;
        this.wizard = wizard;
        this.policy = policy;
    }

    /** The types that there is anything to assign of: hardware tokens where the inventory has some, or nothing else is allowed. */
    Set<DeviceType> types() {
        if (types == null) {
            types = new LinkedHashSet<>(policy.deviceTypes());
            if (types.contains(DeviceType.HARDWARE)
                    && types.size() > 1
                    && !new Inventory(context.getSession(), context.getRealm()).hasWaiting()) {
                types.remove(DeviceType.HARDWARE);
            }
        }
        return types;
    }

    /** The type being set up: what was chosen, where the realm allows it, or else what it does allow. */
    DeviceType type() {
        Set<DeviceType> allowed = types();
        return wizard.type().filter(allowed::contains).orElseGet(() -> allowed.iterator()
                .next());
    }

    /** Whether the device being set up counts uses rather than time. */
    boolean counts() {
        return pending().filter(pending -> pending.device().counts()).isPresent();
    }

    /** The authenticator app being set up, once it has a name. */
    Optional<Pending> pending() {
        RealmModel realm = context.getRealm();
        return wizard.pending(realm.getOTPPolicy(), Seeds.of(context.getSession(), realm));
    }

    /** The words for a type that the realm does not allow. */
    static FormMessage typeNotAllowed() {
        return new FormMessage(Enrolment.FIELD_TYPE, "mfaDeviceTypeNotAllowed");
    }

    /** Page 1, with the name as it was typed so far. */
    void name(String typed, List<FormMessage> errors) {
        show(
                "mfa-device-name.ftl",
                Map.of(
                        "replaces", wizard.replaces().isPresent(),
                        "several", policy.maxDevices() > 1,
                        "deviceName", typed == null ? "" : typed,
                        "deviceType", type().id(),
                        "deviceTypes", types().stream().map(DeviceType::id).toList()),
                errors);
    }

    /** Page 2, which sets the device up. */
    void device(List<FormMessage> errors) {
        if (type() == DeviceType.WEBAUTHN) {
            key(errors);
        } else if (type() == DeviceType.HARDWARE) {
            token("", errors, Map.of());
        } else {
            codes(errors, Map.of());
        }
    }

    /** Page 2 for a security key; makes a challenge each time. */
    private void key(List<FormMessage> errors) {
        new KeyRegistration(context).prepare();
        show(
                "mfa-device-key.ftl",
                Map.of(
                        "replaces",
                        wizard.replaces().isPresent(),
                        "deviceName",
                        wizard.name().map(DeviceName::value).orElse("")),
                errors);
    }

    /**
     * Page 2 for a hardware token.
     *
     * @param serial as it was typed so far
     * @param kept what stays in the fields of the codes
     */
    void token(String serial, List<FormMessage> errors, Map<String, String> kept) {
        show(
                "mfa-device-token.ftl",
                Map.of(
                        "replaces",
                        wizard.replaces().isPresent(),
                        "deviceName",
                        wizard.name().map(DeviceName::value).orElse(""),
                        "serialNumber",
                        serial,
                        "kept",
                        kept),
                errors);
    }

    /**
     * Page 2 for an authenticator app; makes the secret when it is shown for the first time. Page 1 without a name.
     *
     * @param kept what stays in the fields of the codes
     */
    void codes(List<FormMessage> errors, Map<String, String> kept) {
        pending().ifPresentOrElse(pending -> codes(pending, errors, kept), () -> name("", List.of()));
    }

    private void codes(Pending pending, List<FormMessage> errors, Map<String, String> kept) {
        NewDevice device = pending.device();
        String uri = device.otpauthUri(context.getRealm(), context.getUser());
        show(
                "mfa-device-codes.ftl",
                Map.of(
                        "replaces", wizard.replaces().isPresent(),
                        "deviceName", pending.name().value(),
                        "secretKey", device.spacedSecret(),
                        "otpauthUri", uri,
                        "qrCode", QrCode.png(uri).orElse(""),
                        "device", device,
                        "kept", kept,
                        "shown", Disclosed.of(context.getHttpRequest().getDecodedFormParameters())),
                errors);
    }

    /** In place of the wizard, when the user owns as many devices as the realm allows. */
    void limitReached() {
        show(
                "mfa-device-limit.ftl",
                Map.of("limit", policy.maxDevices(), "manage", MfaPolicy.isManaged(context.getRealm())),
                List.of());
    }

    /** In place of the wizard, when the device to be replaced is gone. */
    void nothingToReplace() {
        show("mfa-device-gone.ftl", Map.of(), List.of());
    }

    private void show(String template, Map<String, Object> model, List<FormMessage> errors) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        Map<String, Object> all = new HashMap<>(model);
        // who came with a temporary pass may come back without a device as long as that holds
        all.put("later", WizardRequest.isAsked(authSession) && !WizardRequest.isAppInitiated(authSession));
        DeviceSession.passEnd(authSession)
                .ifPresent(end -> all.put("passEnd", new UserTime(context.getSession(), context.getUser()).say(end)));
        Pages.show(context, template, all, errors);
    }
}
