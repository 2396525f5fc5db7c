package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import org.junit.jupiter.api.Test;

class FirstDeviceIT {

    @Test
    void a_user_without_a_device_is_led_to_the_wizard_and_signs_in_with_the_device_from_then_on() throws Exception {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        Phone phone;
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").sees("kc-mfa-name-form");
            alice.screenshot("wizard-name");
            alice.name("Alice’s phone").sees("kc-mfa-codes-form");
            phone = alice.scan();
            alice.screenshot("wizard-codes");
            alice.codes(phone.next(), phone.next());
            assertEquals("Alice’s phone", alice.token().get("mfa_device_name").asText());
        }
        JsonNode device = TestServer.admin().devices(realm, "alice").get(0);
        assertEquals("Alice’s phone", device.get("userLabel").asText());
        JsonNode assigned =
                TestServer.admin().events(realm, "UPDATE_CREDENTIAL").get(0);
        assertEquals("assign", assigned.at("/details/mfa_operation").asText());
        assertEquals(device.get("id"), assigned.at("/details/credential_id"));

        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").sees("kc-otp-login-form");
            alice.screenshot("sign-in-one");
            alice.code(phone.next());
            JsonNode token = alice.token();
            assertEquals(device.get("id"), token.get("mfa_device_id"));
            assertTrue(token.get("mfa_authenticated_at").asLong() > 0);
        }
        JsonNode login = TestServer.admin().events(realm, "LOGIN").get(0);
        assertEquals(device.get("id"), login.at("/details/selected_credential_id"));
    }
}
