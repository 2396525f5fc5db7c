package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Proved;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.event.Verbatim;
import io.iammfa.keycloak.pass.Passes;
import io.iammfa.keycloak.policy.FirstDevice;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;

/**
 * Proof before change: who owns a device shows a code of one, or uses a key, before any is assigned, changed or removed; who
 * owns none shows what the realm asks for before the first one.
 */
public final class Proof {

    private static final String FIELD_CODE = "otp";

    private final RequiredActionContext context;
    private final MfaDevices devices;
    private final MailedCode mailed;

    public Proof(RequiredActionContext context) {
        this(context, new MfaDevices(context.getSession(), context.getRealm(), context.getUser()));
    }

    /** @param devices the user's */
    public Proof(RequiredActionContext context, MfaDevices devices) {
        this.context = context;
        this.devices = devices;
        this.mailed = new MailedCode(context);
    }

    /** Whether the user has to prove themselves now. */
    public boolean isMissing() {
        return MfaPolicy.of(context.getRealm()).asksForProof(isOwner()) && !isGiven();
    }

    /** Whether there is anything to prove: a device, or codes that the user's storage checks. */
    private boolean isOwner() {
        return devices.any() || context.getUser().credentialManager().isConfiguredFor(OTPCredentialModel.TYPE);
    }

    /** Whether the user has proved a device lately, or what stands in for one. */
    public boolean isGiven() {
        return DeviceSession.isProved(
                context.getSession(),
                context.getRealm(),
                context.getUser(),
                devices,
                context.getAuthenticationSession());
    }

    /** Whether it is given for a device that is assigned now; the first one may come after a code that was mailed. */
    public boolean isGivenForNew() {
        if (DeviceSession.isMailed(context.getAuthenticationSession(), context.getUser())) {
            // so that it is the first still when it is assigned
            devices.lock();
        }
        return isGiven();
    }

    /** Shows the page that asks for a code or a key. */
    public void ask() {
        show(List.of());
    }

    /**
     * Takes what that page sent. A wrong code or key is shown there and counted; anything but the page's fields brings the
     * page.
     *
     * @return whether the proof is given now
     */
    public boolean accept() {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        boolean key = KeyCheck.isSent(form);
        String code = form.getFirst(FIELD_CODE);
        if (code == null && !key) {
            if ("mail".equals(form.getFirst(Pages.ACTION)) && isByMail()) {
                mailed.send(true);
            }
            ask();
            return false;
        }
        EventBuilder event = context.getEvent()
                .clone()
                .event(EventType.CUSTOM_REQUIRED_ACTION)
                .detail(DeviceEvents.OPERATION, "proof");
        BruteForce bruteForce = new BruteForce(context.getSession(), context.getRealm(), context.getUser());
        String lock = bruteForce.lock();
        if (lock != null) {
            event.error(lock);
            show(List.of(
                    key ? new FormMessage("mfaKeyRefused") : new FormMessage(FIELD_CODE, BruteForce.message(lock))));
            return false;
        }
        if (key) {
            return acceptKey(form, event, bruteForce);
        }
        StandIns others = new StandIns(context, devices, mailed).typed(code);
        Proved result = devices.codes().prove(code, others::accept);
        if (result instanceof Proved.Refused refused) {
            event.error(
                    switch (refused.reason()) {
                        case WRONG_CODE -> {
                            bruteForce.failed();
                            yield Errors.INVALID_USER_CREDENTIALS;
                        }
                        case TOO_MANY_TRIES -> Errors.USER_TEMPORARILY_DISABLED;
                    });
            show(List.of(new FormMessage(FIELD_CODE, Messages.INVALID_TOTP)));
            return false;
        }
        proved(event, ((Proved.Done) result).device(), others);
        return true;
    }

    /** @param device whose the code is, or null where it is something else */
    private void proved(EventBuilder event, MfaDevice device, StandIns others) {
        if (device == null) {
            event.success();
            others.note(context.getEvent());
        } else {
            event.detail(Details.SELECTED_CREDENTIAL_ID, device.id()).success();
            DeviceSession.proved(context.getAuthenticationSession(), device);
        }
    }

    /** Nobody guesses a key, so that tries are counted by Keycloak alone; it also tells of a refusal. */
    private boolean acceptKey(MultivaluedMap<String, String> form, EventBuilder event, BruteForce bruteForce) {
        Optional<MfaDevice> device = new KeyCheck(context.getSession()).check(context, event);
        if (device.isPresent()) {
            event.success();
            DeviceSession.proved(context.getAuthenticationSession(), device.get());
            return true;
        }
        bruteForce.failed();
        show(List.of(new FormMessage(KeyMessages.of(form))));
        return false;
    }

    private void show(List<FormMessage> errors) {
        List<MfaDevice> owned = devices.list();
        List<MfaDevice> keys = KeyCheck.usable(owned);
        boolean keysWork = !keys.isEmpty() && new KeyCheck(context.getSession()).prepare(context);
        Pages.show(
                context,
                "mfa-device-proof.ftl",
                Map.of(
                        "codes",
                        owned.isEmpty() || devices.haveCodes() || isPassOpen(),
                        "keys",
                        keysWork ? keys : List.of(),
                        "pass",
                        isPassOpen(),
                        "first",
                        isOwner() ? "" : first(),
                        "address",
                        isByMail() ? new Verbatim(mailed.address()) : new Verbatim("")),
                errors);
    }

    private boolean isPassOpen() {
        return new Passes(context.getSession(), context.getRealm(), context.getUser()).anyOpen();
    }

    private boolean isByMail() {
        return !isOwner()
                && MfaPolicy.of(context.getRealm()).firstDevice() == FirstDevice.VERIFIED_MAIL
                && mailed.isPossible();
    }

    /** How who owns no device may prove themselves: {@code mail}, for which a code is sent, or {@code pass}. */
    private String first() {
        return isByMail() && mailed.send(false) ? "mail" : "pass";
    }
}
