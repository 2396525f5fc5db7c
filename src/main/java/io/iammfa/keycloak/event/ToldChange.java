package io.iammfa.keycloak.event;

import io.iammfa.keycloak.device.EventText;
import java.util.Map;
import java.util.Objects;
import org.keycloak.events.Details;
import org.keycloak.events.Event;

/**
 * What users are told of a change.
 *
 * @param operation as events name it
 * @param pass what became of a temporary pass, or empty
 * @param device the device's name, empty for one without a name
 * @param previousName the name that it had, or empty
 * @param by {@code user}, {@code admin} or {@code unknown}
 * @param ipAddress from where, or empty
 * @param time when, Unix time in milliseconds
 */
public record ToldChange(
        String operation, String pass, String device, String previousName, String by, String ipAddress, long time) {

    static ToldChange of(Event event) {
        Map<String, String> details = event.getDetails();
        String operation = details.get(DeviceEvents.OPERATION);
        return new ToldChange(
                operation,
                // a device that was assigned after one was used says so, too
                "pass".equals(operation) ? details.getOrDefault(DeviceEvents.PASS, "") : "",
                EventText.read(details.getOrDefault(Details.CREDENTIAL_USER_LABEL, "")),
                EventText.read(details.getOrDefault(DeviceEvents.PREVIOUS_NAME, "")),
                details.getOrDefault(DeviceEvents.BY, "user"),
                Objects.requireNonNullElse(event.getIpAddress(), ""),
                event.getTime());
    }

    /** The end of the keys of its messages. */
    public String key() {
        return pass.isEmpty() ? operation : operation + "." + pass;
    }
}
