package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.form.Pages;
import io.iammfa.keycloak.policy.DeviceType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;
import org.keycloak.models.utils.FormMessage;

/**
 * What the wizard's first page sent: a name and, where there is a choice, a type. A page that offers one type has no such
 * field, and older tools know of none.
 */
record NameForm(Wizard wizard, WizardPages pages, MfaDevices devices, MultivaluedMap<String, String> form) {

    private String typed() {
        return form.getFirst(Pages.FIELD_NAME);
    }

    private String typedType() {
        return form.getFirst(Enrolment.FIELD_TYPE);
    }

    /** A name that was typed before the proof ran out is there again after it. */
    void keep() {
        if (typed() != null && DeviceName.problem(typed()) == null) {
            wizard.name(new DeviceName(typed()));
            wizard.backToName();
            DeviceType.of(typedType()).ifPresent(wizard::type);
        }
    }

    void accept() {
        Set<DeviceType> allowed = pages.types();
        DeviceType type = typedType() == null
                ? allowed.iterator().next()
                : DeviceType.of(typedType()).filter(allowed::contains).orElse(null);
        if (type != null) {
            wizard.type(type);
        }
        DeviceName.Problem problem = DeviceName.problem(typed());
        if (problem != null) {
            refuse(Pages.nameError(problem));
        } else if (type == null) {
            refuse(WizardPages.typeNotAllowed());
        } else if (devices.owns(new DeviceName(typed()), wizard.replaces().orElse(null))) {
            refuse(Pages.nameTaken());
        } else {
            wizard.name(new DeviceName(typed()));
            pages.device(List.of());
        }
    }

    /** Here alone is what the wizard has come to taken back: two clicks at once share it. */
    private void refuse(FormMessage error) {
        wizard.backToName();
        pages.name(typed(), List.of(error));
    }
}
