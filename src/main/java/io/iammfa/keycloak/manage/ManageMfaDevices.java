package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.DeviceCodes;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Renamed;
import io.iammfa.keycloak.device.Resynced;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.BruteForce;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.form.ResyncForm;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.guard.ImpersonationGuard;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.CredentialAction;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The user's own devices: a table, and for each device rename, resync, replace and remove. Pages and fields are a public
 * contract. IAM calls the page Security credentials.
 */
final class ManageMfaDevices implements RequiredActionProvider, CredentialAction {

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    @Override
    public void initiatedActionCanceled(KeycloakSession session, AuthenticationSessionModel authSession) {
        new OpenPage(authSession).close();
        WizardRequest.restore(authSession);
    }

    /** Where sign-ins have levels, the one of the devices is needed here. */
    @Override
    public String getCredentialType(KeycloakSession session, AuthenticationSessionModel authSession) {
        return OTPCredentialModel.TYPE;
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {}

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (!MfaPolicy.of(context.getRealm()).optedIn()) {
            context.ignore();
        } else if (!new ImpersonationGuard(context).refuses()) {
            show(context, List.of());
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (new ImpersonationGuard(context).refuses()) {
            return;
        }
        OpenPage open = new OpenPage(context.getAuthenticationSession());
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String action = form.getFirst(Pages.ACTION);
        if ("done".equals(action) || !MfaPolicy.of(context.getRealm()).optedIn()) {
            open.close();
            WizardRequest.restore(context.getAuthenticationSession());
            context.success();
        } else if ("back".equals(action)) {
            open.close();
            show(context, List.of());
        } else if ("assign".equals(action)) {
            open.close();
            WizardRequest.start(context, ManageMfaDevicesFactory.ID, null);
        } else if (open.isClosed() || form.containsKey(Pages.ACTION)) {
            choose(context, open, action, form.getFirst(Pages.FIELD_DEVICE));
        } else if (new Proof(context).isMissing()) {
            Optional.ofNullable(form.getFirst(Pages.FIELD_NAME)).ifPresent(open::typed);
            if (new Proof(context).accept()) {
                show(context, List.of());
            }
        } else {
            change(context, open, form);
        }
    }

    /** A button of the table. */
    private static void choose(RequiredActionContext context, OpenPage open, String action, String deviceId) {
        OpenPage.Operation operation = OpenPage.Operation.of(action);
        Optional<MfaDevice> device = devices(context).find(deviceId);
        if (operation == null || device.isEmpty()) {
            open.close();
            show(context, operation == null ? List.of() : List.of(new FormMessage("mfaDeviceGone")));
        } else if (operation == OpenPage.Operation.RESYNC && device.get().isKey()) {
            // a key has no clock
            open.close();
            show(context, List.of());
        } else if (operation == OpenPage.Operation.REPLACE) {
            open.close();
            WizardRequest.start(context, ManageMfaDevicesFactory.ID, deviceId);
        } else {
            open.open(operation, deviceId);
            show(context, List.of());
        }
    }

    /** What the page of an operation sent. */
    private static void change(RequiredActionContext context, OpenPage open, MultivaluedMap<String, String> form) {
        switch (open.operation()) {
            case RENAME -> rename(context, open, form.getFirst(Pages.FIELD_DEVICE), form.getFirst(Pages.FIELD_NAME));
            case RESYNC -> resync(context, open, ResyncForm.of(form));
            case REMOVE -> remove(context, open, form.getFirst(Pages.FIELD_DEVICE));
            case REPLACE -> throw new IllegalStateException("the wizard replaces devices");
        }
    }

    private static void rename(RequiredActionContext context, OpenPage open, String deviceId, String typed) {
        if (typed == null || deviceId == null) {
            show(context, List.of());
            return;
        }
        // what was sent counts: another tab may have opened the page of another device since
        if (devices(context).find(deviceId).isEmpty()) {
            gone(context, open, "rename");
            return;
        }
        open.choose(deviceId);
        open.typed(typed);
        DeviceName.Problem problem = DeviceName.problem(typed);
        if (problem != null) {
            show(context, List.of(Pages.nameError(problem)));
            return;
        }
        DeviceName name = new DeviceName(typed);
        Renamed result = devices(context).rename(deviceId, name);
        if (result instanceof Renamed.Done done) {
            DeviceEvents.update(context.getEvent(), "rename", done.device())
                    .detail(DeviceEvents.PREVIOUS_NAME, done.before())
                    .success();
            open.close();
            show(context, List.of());
        } else if (result instanceof Renamed.NameTaken) {
            DeviceType type =
                    devices(context).find(deviceId).map(MfaDevice::type).orElse(DeviceType.TOTP);
            DeviceEvents.update(context.getEvent(), "rename", type, name.value())
                    .error("mfa_device_name_taken");
            show(context, List.of(Pages.nameTaken()));
        } else {
            gone(context, open, "rename");
        }
    }

    private static void resync(RequiredActionContext context, OpenPage open, ResyncForm sent) {
        if (!sent.isSent()) {
            show(context, List.of());
            return;
        }
        DeviceCodes codes = new DeviceCodes(context.getSession(), context.getRealm(), context.getUser());
        MfaDevice device = devices(context).find(sent.deviceId()).orElse(null);
        if (device == null) {
            gone(context, open, "resync");
            return;
        }
        open.choose(device.id());
        List<FormMessage> problems = sent.problems(codes);
        if (!problems.isEmpty()) {
            show(context, problems);
            return;
        }
        BruteForce bruteForce = new BruteForce(context.getSession(), context.getRealm(), context.getUser());
        String lock = bruteForce.lock();
        if (lock != null) {
            DeviceEvents.update(context.getEvent(), "resync", device).error(lock);
            show(context, List.of(ResyncForm.locked(lock)));
            return;
        }
        if (codes.resync(device.id(), sent.code1(), sent.code2()) instanceof Resynced.Done done) {
            DeviceEvents.update(context.getEvent(), "resync", done.device()).success();
            DeviceSession.proved(context.getAuthenticationSession(), done.device());
            open.close();
            show(context, List.of());
        } else {
            bruteForce.failed();
            DeviceEvents.update(context.getEvent(), "resync", device).error(Errors.INVALID_USER_CREDENTIALS);
            show(context, List.of(ResyncForm.refusal()));
        }
    }

    private static void remove(RequiredActionContext context, OpenPage open, String confirmedId) {
        if (confirmedId == null) {
            show(context, List.of());
            return;
        }
        Optional<MfaDevice> removed = devices(context).remove(confirmedId);
        if (removed.isEmpty()) {
            gone(context, open, "remove");
            return;
        }
        DeviceEvents.removed(context.getEvent(), removed.get());
        open.close();
        show(context, List.of());
    }

    private static void gone(RequiredActionContext context, OpenPage open, String operation) {
        DeviceEvents.failed(context.getEvent(), operation, "mfa_device_not_found");
        open.close();
        show(context, List.of(new FormMessage("mfaDeviceGone")));
    }

    /** Shows the page that is open: of an operation, after the proof that it may need, or else the table. */
    private static void show(RequiredActionContext context, List<FormMessage> errors) {
        OpenPage open = new OpenPage(context.getAuthenticationSession());
        MfaDevice device =
                open.isClosed() ? null : devices(context).find(open.deviceId()).orElse(null);
        ManagePages pages = new ManagePages(context);
        if (device == null) {
            open.close();
            pages.table(
                    devices(context).list(), MfaPolicy.of(context.getRealm()).maxDevices(), errors);
        } else if (new Proof(context).isMissing()) {
            new Proof(context).ask();
        } else {
            switch (open.operation()) {
                case RENAME -> pages.rename(device, open.typed().orElse(device.name()), errors);
                case RESYNC -> pages.resync(apps(context), device, errors);
                default -> pages.remove(device, devices(context).list().size() == 1, true);
            }
        }
    }

    private static List<MfaDevice> apps(RequiredActionContext context) {
        return devices(context).list().stream()
                .filter(device -> !device.isKey())
                .toList();
    }

    private static MfaDevices devices(RequiredActionContext context) {
        return new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
    }

    @Override
    public void close() {}
}
