package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Vault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Keycloak without a memory of its own: what is not finished is in its database, too. */
@Tag("stateless")
class StatelessIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final String realm =
            TestServer.create(new RealmBuilder().user("alice").user("bob"));
    private final DeviceApi api = DeviceApi.asAdmin(realm);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void has_the_secrets_of_devices_that_are_being_assigned_sealed_where_the_realm_has_a_key(boolean sealed) {
        if (sealed) {
            Vault.newKey(realm, "k1");
            ADMIN.policy(realm, "seed-key", "k1");
        }
        HttpVisitor wizard = new HttpVisitor(realm).open("").password("alice").submit("deviceName", "Mine");
        Phone alice = wizard.phone();
        JsonNode pending = api.create("bob", "His", Map.of());
        Phone bob = Phone.ofUri(pending.get("otpauthUri").asText());

        String dump = TestServer.dump();
        assertTrue(dump.contains("mfa-wizard-device"), "the wizard's device is not in the database");
        assertTrue(dump.contains(pending.get("id").asText()), "the admin's device is not in the database");
        for (Phone phone : List.of(alice, bob)) {
            assertEquals(!sealed, dump.contains(phone.parameter("secret")));
        }

        wizard.submit("code1", alice.next(), "code2", alice.next(), "action", "add");
        assertTrue(wizard.isSignedIn(), wizard.html());
        api.enable(pending, bob.next(), bob.next()).expect(200);
        assertEquals(List.of("Mine"), ADMIN.deviceNames(realm, "alice"));
        assertEquals(List.of("His"), ADMIN.deviceNames(realm, "bob"));
    }
}
