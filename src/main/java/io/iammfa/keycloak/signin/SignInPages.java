package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.Verbatim;
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
    private final MfaDevices devices;
    private final SignInSettings settings;

    SignInPages(AuthenticationFlowContext context, MfaDevices devices, SignInSettings settings) {
        this.context = context;
        this.devices = devices;
        this.settings = settings;
    }

    /**
     * The page that asks for a code or a key.
     *
     * @param selected the id of the device that was chosen before, or any other text, or null
     * @param refused whether a code was wrong, which a resync may mend
     * @param error beside its field, or above the page where it names none; or null
     */
    Response device(String selected, boolean refused, FormMessage error) {
        List<MfaDevice> owned = devices.list();
        List<MfaDevice> keys = KeyCheck.usable(owned);
        boolean keysWork = !keys.isEmpty() && new KeyCheck(context.getSession()).prepare(context);
        boolean choose = owned.size() > 1 && !settings.anyDevice();
        LoginFormsProvider form = form(Map.of(
                "devices",
                choose ? owned : List.of(),
                // a user storage may check codes of its own; it may do so for those who own keys here, too
                "codes",
                owned.isEmpty() || devices.haveCodes(),
                "keys",
                keysWork ? keys : List.of(),
                "selected",
                Pages.preselected(owned, selected),
                // who has one device is told which
                "only",
                new Verbatim(
                        owned.size() == 1 && !owned.get(0).isKey()
                                ? owned.get(0).name()
                                : ""),
                "resync",
                refused && settings.offerResync() && owned.stream().anyMatch(device -> !device.isKey())));
        if (error != null) {
            form.addError(error);
        }
        return form.createForm("mfa-device-signin.ftl");
    }

    /**
     * The page that resyncs a device that shows codes.
     *
     * @param kept what stays in the fields of the codes
     */
    Response resync(String selected, List<FormMessage> errors, Map<String, String> kept) {
        LoginFormsProvider form = form(ResyncForm.model(devices.apps(), selected, kept));
        errors.forEach(form::addError);
        return form.createForm(ResyncForm.TEMPLATE);
    }

    private LoginFormsProvider form(Map<String, Object> model) {
        return context.form().setExecution(context.getExecution().getId()).setAttribute("mfa", model);
    }
}
