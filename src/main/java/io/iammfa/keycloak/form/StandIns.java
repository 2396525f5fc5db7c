package io.iammfa.keycloak.form;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.pass.Pass;
import io.iammfa.keycloak.pass.Passes;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.EventBuilder;

/** What is accepted in the place of a device's code where a device is to be proved, or a first one to be assigned. */
final class StandIns {

    private final RequiredActionContext context;
    private final MfaDevices devices;
    private final MailedCode mailed;

    private String typed;
    private Pass pass;
    private boolean byMail;

    StandIns(RequiredActionContext context, MfaDevices devices, MailedCode mailed) {
        this.context = context;
        this.devices = devices;
        this.mailed = mailed;
    }

    StandIns typed(String text) {
        this.typed = text;
        return this;
    }

    /** Whether what was typed is a code that the user's storage checks, a temporary pass, or the code that was mailed. */
    boolean accept() {
        pass = new Passes(context.getSession(), context.getRealm(), context.getUser())
                .accept(typed)
                .orElse(null);
        byMail = pass == null && mailed.accept(typed);
        return pass != null || byMail || StorageCodes.isValid(devices, context.getUser(), typed);
    }

    /** Notes what was accepted. */
    void note(EventBuilder event) {
        if (pass != null) {
            DeviceEvents.passUsed(event, pass.id());
            DeviceSession.passed(context.getAuthenticationSession(), pass.id(), pass.expiresAt());
        } else if (!byMail) {
            DeviceSession.provedByStorage(context.getAuthenticationSession());
        }
    }
}
