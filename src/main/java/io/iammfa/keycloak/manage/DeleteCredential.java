package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.guard.ImpersonationGuard;
import io.iammfa.keycloak.policy.MfaPolicy;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.requiredactions.DeleteCredentialAction;
import org.keycloak.models.Constants;

/**
 * Takes the place of Keycloak's {@code delete_credential}, which the account console uses: in realms that opted in an MFA
 * device is removed after the proof of a device; all else is deleted as ever.
 */
public final class DeleteCredential extends DeleteCredentialAction {

    @Override
    public int order() {
        return 100;
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        Optional<MfaDevice> device = device(context);
        if (device.isEmpty()) {
            super.requiredActionChallenge(context);
        } else if (new ImpersonationGuard(context).refuses()) {
            return;
        } else if (new Proof(context).isMissing()) {
            new Proof(context).ask();
        } else {
            new ManagePages(context)
                    .remove(device.get(), devices(context).list().size() == 1, false);
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        Optional<MfaDevice> device = device(context);
        if (device.isEmpty()) {
            super.processAction(context);
        } else if (new ImpersonationGuard(context).refuses()) {
            return;
        } else if (new Proof(context).isMissing()) {
            if (new Proof(context).accept()) {
                requiredActionChallenge(context);
            }
        } else if (!device.get()
                .id()
                .equals(context.getHttpRequest().getDecodedFormParameters().getFirst(Pages.FIELD_DEVICE))) {
            // what was sent is not the answer to the question
            requiredActionChallenge(context);
        } else {
            // gone by now, if another tab was faster: that is what was wanted
            devices(context)
                    .remove(device.get().id())
                    .ifPresent(removed -> DeviceEvents.removed(context.getEvent(), removed));
            context.success();
        }
    }

    /** The device that is to be removed, or empty where that is Keycloak's own business. */
    private static Optional<MfaDevice> device(RequiredActionContext context) {
        return MfaPolicy.of(context.getRealm()).optedIn()
                ? devices(context).find(context.getAuthenticationSession().getClientNote(Constants.KC_ACTION_PARAMETER))
                : Optional.empty();
    }

    private static MfaDevices devices(RequiredActionContext context) {
        return new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
    }
}
