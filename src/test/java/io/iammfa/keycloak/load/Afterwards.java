package io.iammfa.keycloak.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What has to be true of a user's devices after a disaster. */
record Afterwards(Place place, String realm, Owner owner) {

    void check() {
        Map<String, Device> before = owner.devices();
        Map<String, Device> after = owner.doubt().done(before);
        Set<String> names = names();
        assertTrue(
                names.equals(before.keySet()) || names.equals(after.keySet()),
                () -> owner.username() + " owns " + names + ", and was told of " + before.keySet() + ", asked last for "
                        + after.keySet());
        assertTrue(names.size() <= Load.LIMIT, names::toString);
        for (String code : owner.doubt().codes()) {
            assertTrue(accepts(code) + accepts(code) <= 1, "a code that was not answered is accepted again and again");
        }
        if (names.equals(before.keySet()) && works(before)) {
            refusesWhatWasUsed(before);
        } else {
            assertEquals(after.keySet(), names);
            assertTrue(works(after), () -> owner.username() + " owns " + names + ", and one of them does not work");
            refusesWhatWasUsed(after);
        }
    }

    private boolean works(Map<String, Device> devices) {
        return devices.values().stream().allMatch(device -> {
            for (int i = 0; i < 2; i++) {
                String code = device.next();
                if (accepts(code) == 1) {
                    device.accepted(code);
                    return true;
                }
            }
            return false;
        });
    }

    private void refusesWhatWasUsed(Map<String, Device> devices) {
        devices.forEach((name, device) -> {
            for (String code : device.accepted()) {
                assertEquals(0, accepts(code), () -> name + " of " + owner.username() + " accepts a used code");
            }
        });
    }

    private int accepts(String code) {
        HttpResponse<String> answer = place.grant(realm, owner.username(), code);
        int status = answer.statusCode();
        assertTrue(
                status == 200 || answer.body().contains("invalid_grant"),
                () -> "a direct grant was answered " + status + answer.body());
        return status == 200 ? 1 : 0;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (JsonNode device : place.admin().get("/" + realm + "/mfa-devices?user=" + owner.userId())) {
            names.add(device.get("name").asText());
        }
        return names;
    }
}
