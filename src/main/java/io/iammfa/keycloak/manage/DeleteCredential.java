package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.Outage;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.guard.ImpersonationGuard;
import io.iammfa.keycloak.policy.MfaPolicy;
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
        Outage.explained(context, () -> {
            Request request = new Request(context);
            if (request.isStock()) {
                super.requiredActionChallenge(context);
            } else {
                ImpersonationGuard.unlessRefused(context, request::show);
            }
        });
    }

    @Override
    public void processAction(RequiredActionContext context) {
        Outage.explained(context, () -> {
            Request request = new Request(context);
            if (request.isStock()) {
                super.processAction(context);
            } else {
                ImpersonationGuard.unlessRefused(context, request::accept);
            }
        });
    }

    /** One request: what it needs is read once. */
    private static final class Request {

        private final RequiredActionContext context;
        private final MfaDevices devices;
        private final Proof proof;
        private final MfaDevice device;

        Request(RequiredActionContext context) {
            this.context = context;
            this.devices = new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
            this.proof = new Proof(context, devices);
            this.device = MfaPolicy.of(context.getRealm()).optedIn()
                    ? devices.find(context.getAuthenticationSession().getClientNote(Constants.KC_ACTION_PARAMETER))
                            .orElse(null)
                    : null;
        }

        /** Whether what is to be deleted is Keycloak's own business. */
        boolean isStock() {
            return device == null;
        }

        void show() {
            if (proof.isMissing()) {
                proof.ask();
            } else {
                new ManagePages(context).remove(device, devices.list(), false);
            }
        }

        void accept() {
            if (proof.isMissing()) {
                if (proof.accept()) {
                    show();
                }
            } else if (!device.id()
                    .equals(context.getHttpRequest().getDecodedFormParameters().getFirst(Pages.FIELD_DEVICE))) {
                // what was sent is not the answer to the question
                show();
            } else {
                // gone by now, if another tab was faster: that is what was wanted
                devices.remove(device.id()).ifPresent(removed -> DeviceEvents.removed(context.getEvent(), removed));
                context.success();
            }
        }
    }
}
