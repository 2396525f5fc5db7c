package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.DeviceCodes;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Reason;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.utils.FormMessage;

/**
 * The page that resyncs a device, at sign-in and among the user's devices.
 *
 * @param deviceId the chosen device: any text, or null
 * @param code1 MFA code 1 as it was typed, or null where the page was not sent
 * @param code2 MFA code 2 as it was typed
 */
public record ResyncForm(String deviceId, String code1, String code2) {

    /** The page's template. */
    public static final String TEMPLATE = "mfa-device-resync.ftl";

    public static ResyncForm of(MultivaluedMap<String, String> form) {
        return new ResyncForm(
                form.getFirst(Pages.FIELD_DEVICE),
                form.getFirst(CodeMessages.FIELD_CODE_1),
                form.getFirst(CodeMessages.FIELD_CODE_2));
    }

    /** Whether this was sent at all. */
    public boolean isSent() {
        return code1 != null;
    }

    /** The codes, of which the chosen device says how many digits they have. */
    public TypedCodes codes(DeviceCodes codes) {
        return TypedCodes.of(code1, code2, codes.digits(deviceId));
    }

    /** What can be said of the codes without looking at the device's secret. */
    public static List<FormMessage> problems(TypedCodes typed) {
        return typed.areCodes() && typed.input1().equals(typed.input2())
                ? List.of(CodeMessages.of(Reason.SAME_CODE, false))
                : typed.problems();
    }

    /** The one answer to every pair that was refused: it says nothing of either code. */
    public static FormMessage refusal() {
        return new FormMessage(CodeMessages.FIELD_CODE_1, "mfaResyncRefused");
    }

    /** The same place, with Keycloak's words for a user who is locked out. */
    public static FormMessage locked(String lock) {
        return new FormMessage(CodeMessages.FIELD_CODE_1, BruteForce.message(lock));
    }

    /**
     * What the template finds under {@code mfa}.
     *
     * @param devices from which the user may choose
     * @param selected the id of the one that is chosen, if it is among them
     * @param kept what stays in the fields of the codes
     */
    public static Map<String, Object> model(List<MfaDevice> devices, String selected, Map<String, String> kept) {
        return Map.of("devices", devices, "selected", Pages.preselected(devices, selected), "kept", kept);
    }
}
