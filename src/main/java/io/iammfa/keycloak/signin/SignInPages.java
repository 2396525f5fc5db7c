package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.form.KeyCheck;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.utils.FormMessage;

/** Renders the pages of a sign-in with a device. */
final class SignInPages {

    private final AuthenticationFlowContext context;

    SignInPages(AuthenticationFlowContext context) {
        this.context = context;
    }

    /**
     * The page that asks for a code or a key.
     *
     * @param devices the user's, the last used first
     * @param selected the id of the device that was chosen before, or any other text, or null
     * @param failing whether several codes in a row were wrong
     * @param error beside its field, or above the page where it names none; or null
     */
    Response device(
            List<MfaDevice> devices, SignInSettings settings, String selected, boolean failing, FormMessage error) {
        List<MfaDevice> keys = KeyCheck.usable(devices);
        boolean keysWork = !keys.isEmpty() && new KeyCheck(context.getSession()).prepare(context);
        boolean choose = devices.size() > 1 && !settings.anyDevice();
        boolean apps = devices.stream().anyMatch(device -> !device.isKey());
        boolean resync = settings.offerResync() && apps;
        LoginFormsProvider form = form(Map.of(
                "devices",
                choose ? devices : List.of(),
                "codes",
                apps || isAnyCodeExpected(devices),
                "keys",
                keysWork ? keys : List.of(),
                "selected",
                Pages.preselected(devices, selected),
                "resync",
                resync,
                "suggestResync",
                resync && failing));
        if (error != null) {
            form.addError(error);
        }
        return form.createForm("mfa-device-signin.ftl");
    }

    /** A user storage may check codes of its own; it may do so for those who own keys here, too. */
    private boolean isAnyCodeExpected(List<MfaDevice> devices) {
        return devices.isEmpty()
                || new MfaDevices(context.getSession(), context.getRealm(), context.getUser()).haveCodes();
    }

    /**
     * The page that resyncs a device.
     *
     * @param apps the user's devices that show codes
     */
    Response resync(List<MfaDevice> apps, String selected, List<FormMessage> errors) {
        LoginFormsProvider form = form(ResyncForm.model(apps, selected));
        errors.forEach(form::addError);
        return form.createForm(ResyncForm.TEMPLATE);
    }

    private LoginFormsProvider form(Map<String, Object> model) {
        return context.form().setExecution(context.getExecution().getId()).setAttribute("mfa", model);
    }
}
