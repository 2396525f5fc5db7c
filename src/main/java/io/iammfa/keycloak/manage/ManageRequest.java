package io.iammfa.keycloak.manage;

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
import io.iammfa.keycloak.manage.OpenPage.Operation;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Errors;
import org.keycloak.models.utils.FormMessage;

/** One request to the page of the user's devices: what it needs is read once. */
final class ManageRequest {

    private final RequiredActionContext context;
    private final MfaDevices devices;
    private final Proof proof;
    private final OpenPage open;
    private final ManagePages pages;

    ManageRequest(RequiredActionContext context) {
        this.context = context;
        this.devices = new MfaDevices(context.getSession(), context.getRealm(), context.getUser());
        this.proof = new Proof(context, devices);
        this.open = new OpenPage(context.getAuthenticationSession());
        this.pages = new ManagePages(context);
    }

    /** Takes what the page sent. */
    void accept() {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String action = form.getFirst(Pages.ACTION);
        Optional<Operation> operation = open.operation();
        if ("done".equals(action)) {
            leave();
        } else if ("back".equals(action)) {
            close();
        } else if ("assign".equals(action)) {
            open.close();
            WizardRequest.start(context, ManageMfaDevicesFactory.ID, null);
        } else if (operation.isEmpty() || form.containsKey(Pages.ACTION)) {
            choose(action, form.getFirst(Pages.FIELD_DEVICE));
        } else if (proof.isMissing()) {
            Optional.ofNullable(form.getFirst(Pages.FIELD_NAME)).ifPresent(open::typed);
            if (proof.accept()) {
                show();
            }
        } else {
            change(operation.get(), form);
        }
    }

    /** Ends the action. */
    void leave() {
        open.close();
        WizardRequest.restore(context.getAuthenticationSession());
        context.success();
    }

    /** A button of the table. */
    private void choose(String action, String deviceId) {
        Operation operation = Operation.of(action);
        Optional<MfaDevice> device = devices.find(deviceId);
        open.close();
        if (operation == null) {
            show();
        } else if (device.isEmpty()) {
            show(new FormMessage("mfaDeviceGone"));
        } else if (operation == Operation.RESYNC && device.get().isKey()) {
            // a key has no clock
            show();
        } else if (operation == Operation.REPLACE) {
            WizardRequest.start(context, ManageMfaDevicesFactory.ID, deviceId);
        } else {
            open.open(operation, deviceId);
            show();
        }
    }

    /** What the page of an operation sent. */
    private void change(Operation operation, MultivaluedMap<String, String> form) {
        switch (operation) {
            case RENAME -> rename(form.getFirst(Pages.FIELD_DEVICE), form.getFirst(Pages.FIELD_NAME));
            case RESYNC -> resync(ResyncForm.of(form));
            case REMOVE -> remove(form.getFirst(Pages.FIELD_DEVICE));
            case REPLACE -> throw new IllegalStateException("the wizard replaces devices");
        }
    }

    private void rename(String deviceId, String typed) {
        if (typed == null || deviceId == null) {
            show();
            return;
        }
        // what was sent counts: another tab may have opened the page of another device since
        MfaDevice device = devices.find(deviceId).orElse(null);
        if (device == null) {
            gone("rename");
            return;
        }
        open.choose(deviceId);
        open.typed(typed);
        DeviceName.Problem problem = DeviceName.problem(typed);
        if (problem != null) {
            show(Pages.nameError(problem));
            return;
        }
        Renamed result = devices.rename(deviceId, new DeviceName(typed));
        if (result instanceof Renamed.Done done) {
            DeviceEvents.update(context.getEvent(), "rename", done.device())
                    .detail(DeviceEvents.PREVIOUS_NAME, done.before())
                    .success();
            close();
            return;
        }
        Runnable answer =
                switch (((Renamed.Refused) result).reason()) {
                    case NAME_TAKEN ->
                        () -> {
                            DeviceEvents.update(
                                            context.getEvent(), "rename", device.type(), new DeviceName(typed).value())
                                    .error("mfa_device_name_taken");
                            show(Pages.nameTaken());
                        };
                    case NO_SUCH_DEVICE -> () -> gone("rename");
                };
        answer.run();
    }

    private void resync(ResyncForm sent) {
        MfaDevice device = devices.find(sent.deviceId()).orElse(null);
        if (!sent.isSent()) {
            show();
            return;
        }
        if (device == null) {
            gone("resync");
            return;
        }
        open.choose(device.id());
        List<FormMessage> problems = sent.problems(devices.codes());
        if (!problems.isEmpty()) {
            show(problems);
            return;
        }
        BruteForce bruteForce = new BruteForce(context.getSession(), context.getRealm(), context.getUser());
        String lock = bruteForce.lock();
        if (lock != null) {
            DeviceEvents.update(context.getEvent(), "resync", device).error(lock);
            show(ResyncForm.locked(lock));
            return;
        }
        Resynced result = devices.codes().resync(device.id(), sent.code1(), sent.code2(), false);
        if (result instanceof Resynced.Done done) {
            DeviceEvents.update(context.getEvent(), "resync", done.device()).success();
            DeviceSession.proved(context.getAuthenticationSession(), done.device());
            close();
            return;
        }
        Runnable answer =
                switch (((Resynced.Refused) result).reason()) {
                    case CODES ->
                        () -> {
                            bruteForce.failed();
                            DeviceEvents.update(context.getEvent(), "resync", device)
                                    .error(Errors.INVALID_USER_CREDENTIALS);
                            show(ResyncForm.refusal());
                        };
                    case NO_SUCH_DEVICE -> () -> gone("resync");
                };
        answer.run();
    }

    private void remove(String confirmedId) {
        if (confirmedId == null) {
            show();
            return;
        }
        Optional<MfaDevice> removed = devices.remove(confirmedId);
        if (removed.isEmpty()) {
            gone("remove");
            return;
        }
        DeviceEvents.removed(context.getEvent(), removed.get());
        close();
    }

    private void gone(String operation) {
        DeviceEvents.failed(context.getEvent(), operation, "mfa_device_not_found");
        open.close();
        show(new FormMessage("mfaDeviceGone"));
    }

    private void close() {
        open.close();
        show();
    }

    /** Shows the page that is open: of an operation, after the proof that it may need, or else the table. */
    void show() {
        show(List.of());
    }

    private void show(FormMessage error) {
        show(List.of(error));
    }

    private void show(List<FormMessage> errors) {
        Operation operation = open.operation().orElse(null);
        MfaDevice device =
                operation == null ? null : devices.find(open.deviceId()).orElse(null);
        if (device == null) {
            open.close();
            pages.table(devices.list(), MfaPolicy.of(context.getRealm()).maxDevices(), errors);
        } else if (proof.isMissing()) {
            proof.ask();
        } else {
            switch (operation) {
                case RENAME -> pages.rename(device, open.typed().orElse(device.name()), errors);
                case RESYNC -> pages.resync(devices.apps(), device, errors);
                case REMOVE, REPLACE -> pages.remove(device, devices.list().size() == 1, true);
            }
        }
    }
}
