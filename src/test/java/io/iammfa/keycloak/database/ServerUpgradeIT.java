package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.PostgreSql;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keycloak is upgraded, from the oldest that the jar runs on, and the jar stays. */
@Tag("postgres")
class ServerUpgradeIT {

    private static final int PORT = TestServer.PORT + 3;

    /** How far the clock of Bob's phone is off, beyond what the realm's window forgives. */
    private static final int SKEW = 40;

    private final RealmBuilder builder =
            new RealmBuilder().user("alice").user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"));
    private final String realm = builder.name();
    private final Phone bob = Phone.ofKey("secret-bob").clockOffBySteps(SKEW);
    private Phone alice;
    private KeycloakServer server;

    @Test
    void and_devices_keep_their_clocks_used_codes_times_and_tags() {
        try (PostgreSql database = PostgreSql.start()) {
            List<String> options = database.create("upgrade");
            JsonNode before;
            server = TestServer.oldest("upgrade-before", PORT, options)
                    .install(TestServer.jar())
                    .start();
            try {
                before = useDevices();
            } finally {
                server.stop();
            }
            server = TestServer.copy("upgrade-after", PORT, options)
                    .install(TestServer.jar())
                    .start();
            try {
                assertEquals(before, admin().get("/" + realm + "/mfa-devices"));
                goesOn("alice", alice);
                goesOn("bob", bob);
            } finally {
                server.stop();
            }
        }
    }

    /** Devices with all that stands beside a credential; returns what admins see of them. */
    private JsonNode useDevices() {
        builder.create(admin());
        alice = visitor("alice").assign("Alice’s phone");
        assertTrue(visitor("alice").submit("otp", alice.next()).isSignedIn());

        String devices = "/" + realm + "/mfa-devices";
        String device = devices + "/" + admin().deviceId(realm, "bob", "Bob’s");
        admin().post(device + "/resync", Map.of("code1", bob.next(), "code2", bob.next()));
        admin().put(device + "/tags", Map.of("team", "blue"));
        assertTrue(visitor("bob").submit("otp", bob.next()).isSignedIn());

        JsonNode seen = admin().get(device);
        assertTrue(seen.get("clockDriftSeconds").asInt() > 0, seen.toString());
        assertEquals("blue", seen.get("tags").get("team").asText());
        JsonNode all = admin().get(devices);
        assertEquals(2, all.size());
        all.forEach(one -> assertFalse(one.path("lastUsedAt").asText("").isEmpty(), one.toString()));
        return all;
    }

    private void goesOn(String user, Phone phone) {
        HttpVisitor visitor = visitor(user).submit("otp", phone.again());
        assertTrue(visitor.html().contains("kc-otp-login-form"), visitor.html());
        assertTrue(visitor.submit("otp", phone.next()).isSignedIn(), visitor.html());
    }

    private HttpVisitor visitor(String user) {
        return new HttpVisitor(server.url(), realm).open("").password(user);
    }

    private AdminApi admin() {
        return new AdminApi(server.url());
    }
}
