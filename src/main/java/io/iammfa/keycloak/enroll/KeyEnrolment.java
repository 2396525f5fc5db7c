package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.form.KeyMessages;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Errors;
import org.keycloak.models.utils.FormMessage;

/** What comes of the page of a security key. */
record KeyEnrolment(RequiredActionContext context, Wizard wizard, WizardPages pages) {

    /**
     * Has Keycloak check and store the key.
     *
     * @param name what the key is called
     * @param proved whether the user has proved a device
     */
    void accept(DeviceName name, MultivaluedMap<String, String> form, boolean proved, EnrolmentOutcome outcome) {
        KeyRegistration registration = new KeyRegistration(context);
        Optional<Assigned> result = registration.accept(name, wizard.replaces().orElse(null), proved);
        outcome.with(registration.details());
        if (result.isPresent()) {
            outcome.tell(result.get());
        } else if (KeyMessages.isUnsupported(form)) {
            outcome.event().error(Errors.NOT_ALLOWED);
            wizard.backToName();
            pages.name(name.value(), List.of(new FormMessage(Enrolment.FIELD_TYPE, KeyMessages.of(form))));
        } else {
            outcome.event().error(Errors.INVALID_REGISTRATION);
            pages.device(List.of(new FormMessage(KeyMessages.of(form))));
        }
    }
}
