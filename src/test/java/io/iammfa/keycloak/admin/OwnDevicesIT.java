package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Enabled;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Admins who change devices of their own: their rights do not stand for a device. */
class OwnDevicesIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final String PROOF = "MFA device";

    private static String realm(RealmBuilder builder) {
        String realm = TestServer.create(builder.user("alice").user("bob"));
        grant(realm, "alice");
        return realm;
    }

    private static void grant(String realm, String user) {
        String management = ADMIN.get("/" + realm + "/clients?clientId=realm-management")
                .get(0)
                .get("id")
                .asText();
        ADMIN.post(
                "/" + realm + "/users/" + ADMIN.userId(realm, user) + "/role-mappings/clients/" + management,
                List.of(ADMIN.get("/" + realm + "/clients/" + management + "/roles/realm-admin")));
    }

    private static DeviceApi withPassword(String realm, String user) {
        return new DeviceApi(realm, DeviceApi.token(realm, "client_id", "app", "username", user, "password", user));
    }

    private static DeviceApi withDevice(String realm, String user, Phone phone) {
        return new DeviceApi(
                realm,
                new HttpVisitor(realm)
                        .open("")
                        .password(user)
                        .submit("otp", phone.next())
                        .accessToken());
    }

    private static Map<String, String> codes(Phone phone) {
        return DeviceApi.codes(phone.next(), phone.next());
    }

    /** Every call that changes something of one user's, refused. */
    private static void changesNothing(DeviceApi caller, String realm, String user, Enabled device) {
        DeviceApi other = DeviceApi.asAdmin(realm);
        JsonNode pending = other.create(user, "Pending", Map.of());
        String waiting = "/" + pending.get("id").asText();
        Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
        String path = "/" + device.id();
        JsonNode before = other.get(path).json();
        List.of(
                        caller.put(path, Map.of("name", "Taken over")),
                        caller.put(path + "/tags", Map.of("a", "b")),
                        caller.delete(path + "/tags?key=k"),
                        caller.post(path + "/resync", codes(device.phone())),
                        caller.post(path + "/enable", codes(phone)),
                        caller.delete(path),
                        caller.post("", Map.of("userId", ADMIN.userId(realm, user), "name", "New")),
                        caller.post(waiting + "/enable", codes(phone)),
                        caller.delete(waiting))
                .forEach(answer -> answer.expect(403, "AccessDenied").saying(PROOF));
        assertEquals(before, other.get(path).json());
        other.get(waiting).expect(200);
        caller.get(path).expect(200);
        other.delete(waiting).expect(204);
    }

    @Nested
    class With_a_device {

        private final String realm = realm(new RealmBuilder());

        /** From before there was a device to ask for. */
        private final DeviceApi password = withPassword(realm, "alice");

        private final Enabled device = DeviceApi.asAdmin(realm).enabled("alice", "Phone", Map.of("k", "v"));

        @Test
        void a_password_alone_changes_none_of_them() {
            changesNothing(password, realm, "alice", device);
        }

        @Test
        void a_session_that_proved_one_changes_them() {
            DeviceApi alice = withDevice(realm, "alice", device.phone());
            alice.put("/" + device.id(), Map.of("name", "Mobile")).expect(200);
            alice.put("/" + device.id() + "/tags", Map.of("a", "b")).expect(200);
            alice.enabled("alice", "Second", Map.of());
            alice.delete("/" + device.id()).expect(204);
            // the device that was proved is gone, and another one is there
            alice.post("", Map.of("userId", ADMIN.userId(realm, "alice"), "name", "Third"))
                    .expect(403, "AccessDenied")
                    .saying(PROOF);
        }

        @Test
        void a_password_is_enough_for_the_devices_of_others() {
            Enabled bobs = password.enabled("bob", "Bob’s", Map.of());
            password.put("/" + bobs.id(), Map.of("name", "Still Bob’s")).expect(200);
            password.delete("/" + bobs.id()).expect(204);
        }

        @Test
        void an_impersonated_session_changes_none_of_them_though_their_owner_proved_one() {
            HttpVisitor impersonator = new HttpVisitor(realm).impersonate(ADMIN.userId(realm, "alice"));
            DeviceApi caller = new DeviceApi(realm, impersonator.open("").accessToken());
            changesNothing(caller, realm, "alice", device);
            caller.enabled("bob", "Bob’s", Map.of());
        }
    }

    @Test
    void a_first_device_needs_no_proof_and_a_second_one_does() {
        String realm = realm(new RealmBuilder());
        DeviceApi alice = withPassword(realm, "alice");
        JsonNode second = alice.create("alice", "Second", Map.of());
        alice.enabled("alice", "First", Map.of());
        Phone phone = Phone.ofUri(second.get("otpauthUri").asText());
        alice.enable(second, phone.next(), phone.next()).expect(403, "AccessDenied");
        alice.post("", Map.of("userId", ADMIN.userId(realm, "alice"), "name", "Third"))
                .expect(403, "AccessDenied");
    }

    @Test
    void an_impersonated_session_adds_no_first_device_either() {
        String realm = realm(new RealmBuilder().policy("proof-required", "false"));
        HttpVisitor impersonator = new HttpVisitor(realm).impersonate(ADMIN.userId(realm, "alice"));
        new DeviceApi(realm, impersonator.open("").accessToken())
                .post("", Map.of("userId", ADMIN.userId(realm, "alice"), "name", "First"))
                .expect(403, "AccessDenied");
    }

    @Test
    void a_realm_that_asks_for_no_proof_asks_its_admins_for_none() {
        String realm = realm(new RealmBuilder().policy("proof-required", "false"));
        DeviceApi alice = withPassword(realm, "alice");
        Enabled device = DeviceApi.asAdmin(realm).enabled("alice", "Phone", Map.of());
        alice.put("/" + device.id(), Map.of("name", "Mobile")).expect(200);
    }

    @Test
    void a_service_account_can_own_none_and_changes_those_of_others() {
        String realm = realm(new RealmBuilder());
        ADMIN.post(
                "/" + realm + "/clients",
                Map.of("clientId", "robot", "secret", "robot", "serviceAccountsEnabled", true, "publicClient", false));
        grant(realm, "service-account-robot");
        DeviceApi robot = new DeviceApi(realm, DeviceApi.token(realm, "client_id", "robot", "client_secret", "robot"));
        robot.post("", Map.of("userId", ADMIN.userId(realm, "service-account-robot"), "name", "Arm"))
                .expect(400, "ValidationError")
                .saying("service account");
        Enabled bobs = robot.enabled("bob", "Bob’s", Map.of());
        robot.delete("/" + bobs.id()).expect(204);
    }
}
