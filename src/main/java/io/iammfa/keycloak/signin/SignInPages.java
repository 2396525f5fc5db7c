package io.iammfa.keycloak.signin;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.Verbatim;
import io.iammfa.keycloak.form.KeyCheck;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import io.iammfa.keycloak.pass.Passes;
import io.iammfa.keycloak.policy.Steps;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationSelectionOption;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.utils.FormMessage;

/** Renders the pages of a sign-in with a device. */
final class SignInPages {

    private final AuthenticationFlowContext context;
    private final MfaDevices devices;
    private final SignInSettings settings;

    /** The id of the step that asks for a recovery code, or empty where the user has none. */
    private final String recovery;

    /** Whether there are ways to sign in beside this and that one. */
    private final boolean otherWays;

    SignInPages(AuthenticationFlowContext context, MfaDevices devices, SignInSettings settings) {
        this.context = context;
        this.devices = devices;
        this.settings = settings;
        List<AuthenticationSelectionOption> ways =
                Objects.requireNonNullElse(context.getAuthenticationSelections(), List.of());
        this.recovery = ways.stream()
                .filter(option -> Steps.RECOVERY.equals(
                        option.getAuthenticationExecution().getAuthenticator()))
                .map(AuthenticationSelectionOption::getAuthExecId)
                .findFirst()
                .orElse("");
        this.otherWays = ways.size() > (recovery.isEmpty() ? 1 : 2);
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
        boolean pass = new Passes(context.getSession(), context.getRealm(), context.getUser()).anyOpen();
        Map<String, Object> model = new HashMap<>(Map.of(
                "devices",
                choose ? owned : List.of(),
                // a user storage may check codes of its own; it may do so for those who own keys here, too
                "codes",
                owned.isEmpty() || devices.haveCodes() || pass,
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
        model.put("owner", !owned.isEmpty());
        model.put("pass", pass);
        LoginFormsProvider form = form(model);
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
        LoginFormsProvider form = form(new HashMap<>(ResyncForm.model(devices.apps(), selected, kept)));
        errors.forEach(form::addError);
        return form.createForm(ResyncForm.TEMPLATE);
    }

    private LoginFormsProvider form(Map<String, Object> model) {
        model.put("recovery", recovery);
        model.put("otherWays", otherWays);
        return context.form().setExecution(context.getExecution().getId()).setAttribute("mfa", model);
    }
}
