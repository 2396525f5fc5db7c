package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.MfaDevice;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.EventBuilder;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.managers.AuthenticationManager;

/** What the pages of all required actions have in common. */
public final class Pages {

    /** The field of a device's name. */
    public static final String FIELD_NAME = "deviceName";

    /** The field that says which device is meant. */
    public static final String FIELD_DEVICE = "deviceId";

    /** The buttons. */
    public static final String ACTION = "action";

    private Pages() {}

    /**
     * Shows a page.
     *
     * @param model what the template finds under {@code mfa}
     * @param errors beside their fields, or above the page where they name none
     */
    public static void show(
            RequiredActionContext context, String template, Map<String, Object> model, List<FormMessage> errors) {
        LoginFormsProvider form = context.form().setAttribute("mfa", model);
        errors.forEach(form::addError);
        context.challenge(form.createForm(template));
    }

    /** Goes on with the next action of the sign-in, which may be the same one anew. */
    public static void goOn(RequiredActionContext context, EventBuilder event) {
        context.challenge(AuthenticationManager.nextActionAfterAuthentication(
                context.getSession(),
                context.getAuthenticationSession(),
                context.getConnection(),
                context.getHttpRequest(),
                context.getUriInfo(),
                event));
    }

    /** What is wrong with a name, in words for its field. */
    public static FormMessage nameError(DeviceName.Problem problem) {
        return switch (problem) {
            case MISSING -> new FormMessage(FIELD_NAME, "mfaDeviceNameMissing");
            case TOO_LONG -> new FormMessage(FIELD_NAME, "mfaDeviceNameTooLong", DeviceName.MAX_LENGTH);
            case CONTROL_CHARACTER -> new FormMessage(FIELD_NAME, "mfaDeviceNameControlCharacter");
            case NOT_STORABLE -> new FormMessage(FIELD_NAME, "mfaDeviceNameNotStorable");
        };
    }

    /** The id of the device that was chosen, if it is among these; otherwise of the first, or empty where there is none. */
    public static String preselected(List<MfaDevice> devices, String selected) {
        return devices.stream()
                .map(MfaDevice::id)
                .filter(id -> id.equals(selected))
                .findFirst()
                .orElseGet(() -> devices.isEmpty() ? "" : devices.get(0).id());
    }

    /** The words for a name that another of the user's devices has. */
    public static FormMessage nameTaken() {
        return new FormMessage(FIELD_NAME, "mfaDeviceNameTaken");
    }
}
