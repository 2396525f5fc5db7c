package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.Renamed;
import io.iammfa.keycloak.device.Resynced;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.form.BruteForce;
import io.iammfa.keycloak.form.Done;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.ResyncForm;
import io.iammfa.keycloak.form.TypedCodes;
import io.iammfa.keycloak.manage.OpenPage.Operation;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Errors;
import org.keycloak.models.utils.FormMessage;

/** The changes of one device that the user's page offers. What is sent counts, whatever page was open before. */
final class DeviceChanges {

    private final RequiredActionContext context;
    private final MfaDevices devices;
    private final OpenPage open;
    private final ManageRequest page;

    DeviceChanges(RequiredActionContext context, MfaDevices devices, OpenPage open, ManageRequest page) {
        this.context = context;
        this.devices = devices;
        this.open = open;
        this.page = page;
    }

    /** What the page of an operation sent. */
    void accept(Operation operation, MultivaluedMap<String, String> form) {
        switch (operation) {
            case RENAME -> rename(form.getFirst(Pages.FIELD_DEVICE), form.getFirst(Pages.FIELD_NAME));
            case RESYNC -> resync(ResyncForm.of(form));
            case REMOVE -> remove(form.getFirst(Pages.FIELD_DEVICE));
            case REPLACE -> throw new IllegalStateException("the wizard replaces devices");
        }
    }

    private void rename(String deviceId, String typed) {
        if (typed == null || deviceId == null) {
            page.show();
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
            page.show(Pages.nameError(problem));
            return;
        }
        Renamed result = devices.rename(deviceId, new DeviceName(typed));
        if (result instanceof Renamed.Done done) {
            if (done.isChange()) {
                DeviceEvents.renamed(context.getEvent(), done.device(), done.before());
            }
            page.close(new Done("rename", done.device()));
            return;
        }
        Runnable answer =
                switch (((Renamed.Refused) result).reason()) {
                    case NAME_TAKEN ->
                        () -> {
                            DeviceEvents.update(
                                            context.getEvent(), "rename", device.type(), new DeviceName(typed).value())
                                    .error("mfa_device_name_taken");
                            page.show(Pages.nameTaken());
                        };
                    case NO_SUCH_DEVICE -> () -> gone("rename");
                };
        answer.run();
    }

    private void resync(ResyncForm sent) {
        MfaDevice device = devices.find(sent.deviceId()).orElse(null);
        if (!sent.isSent()) {
            page.show();
            return;
        }
        if (device == null) {
            gone("resync");
            return;
        }
        open.choose(device.id());
        TypedCodes typed = sent.codes(devices.codes());
        List<FormMessage> problems = ResyncForm.problems(typed);
        if (!problems.isEmpty()) {
            page.show(problems, typed.kept());
            return;
        }
        BruteForce bruteForce = new BruteForce(context.getSession(), context.getRealm(), context.getUser());
        String lock = bruteForce.lock();
        if (lock == null && devices.codes().isPaused()) {
            lock = Errors.USER_TEMPORARILY_DISABLED;
        }
        if (lock != null) {
            DeviceEvents.update(context.getEvent(), "resync", device).error(lock);
            page.show(ResyncForm.locked(lock));
            return;
        }
        Resynced result = devices.codes().resync(device.id(), sent.code1(), sent.code2(), false);
        if (result instanceof Resynced.Done done) {
            DeviceEvents.update(context.getEvent(), "resync", done.device()).success();
            DeviceSession.proved(context.getAuthenticationSession(), done.device());
            page.close(new Done("resync", done.device()));
            return;
        }
        Runnable answer =
                switch (((Resynced.Refused) result).reason()) {
                    case CODES ->
                        () -> {
                            bruteForce.failed();
                            devices.codes().failed();
                            DeviceEvents.update(context.getEvent(), "resync", device)
                                    .error(Errors.INVALID_USER_CREDENTIALS);
                            page.show(ResyncForm.refusal());
                        };
                    case NO_SUCH_DEVICE -> () -> gone("resync");
                };
        answer.run();
    }

    private void remove(String confirmedId) {
        if (confirmedId == null) {
            page.show();
            return;
        }
        Optional<MfaDevice> removed = devices.remove(confirmedId);
        if (removed.isEmpty()) {
            gone("remove");
            return;
        }
        DeviceEvents.removed(context.getEvent(), removed.get());
        page.close(new Done("remove", removed.get()));
    }

    private void gone(String operation) {
        DeviceEvents.failed(context.getEvent(), operation, "mfa_device_not_found");
        open.close();
        page.show(new FormMessage("mfaDeviceGone"));
    }
}
