package io.iammfa.keycloak.manage;

import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.form.Done;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.form.Proof;
import io.iammfa.keycloak.form.WizardRequest;
import io.iammfa.keycloak.manage.OpenPage.Operation;
import io.iammfa.keycloak.policy.UserPolicy;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
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
            new DeviceChanges(context, devices, open, this).accept(operation.get(), form);
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
        if (operation == null) {
            close();
        } else if (device.isEmpty()) {
            open.close();
            show(new FormMessage("mfaDeviceGone"));
        } else if (operation == Operation.RESYNC && device.get().isKey()) {
            // a key has no clock
            close();
        } else if (operation == Operation.REPLACE) {
            open.close();
            WizardRequest.start(context, ManageMfaDevicesFactory.ID, deviceId);
        } else {
            open.open(operation, deviceId);
            show();
        }
    }

    /** Closes the page of an operation, and shows the table, which tells of the change. */
    void close(Done done) {
        done.tell(context.getAuthenticationSession());
        close();
    }

    /** Closes the page of an operation, and shows the table. */
    void close() {
        open.close();
        show();
    }

    /** Shows the page that is open: of an operation, after the proof that it may need, or else the table. */
    void show() {
        show(List.of());
    }

    void show(FormMessage error) {
        show(List.of(error));
    }

    void show(List<FormMessage> errors) {
        show(errors, Map.of());
    }

    /** @param kept what stays in the fields of the codes */
    void show(List<FormMessage> errors, Map<String, String> kept) {
        Operation operation = open.operation().orElse(null);
        MfaDevice device =
                operation == null ? null : devices.find(open.deviceId()).orElse(null);
        if (device == null) {
            open.close();
            pages.table(
                    devices.list(),
                    UserPolicy.of(context.getRealm(), context.getUser())
                            .policy()
                            .maxDevices(),
                    errors);
        } else if (proof.isMissing()) {
            proof.ask();
        } else {
            switch (operation) {
                case RENAME -> pages.rename(device, open.typed().orElse(device.name()), errors);
                case RESYNC -> pages.resync(device, errors, kept);
                case REMOVE, REPLACE -> pages.remove(device, devices.list(), true);
            }
        }
    }
}
