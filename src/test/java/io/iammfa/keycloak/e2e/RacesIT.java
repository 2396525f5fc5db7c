package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("database")
class RacesIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static RealmBuilder realmWithDevices(int count) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map<String, Object>[] devices = IntStream.rangeClosed(1, count)
                .mapToObj(i -> RealmBuilder.stockDevice("Device " + i, "secret-" + i))
                .toArray(Map[]::new);
        return new RealmBuilder()
                .user("alice", devices)
                // so that wizards that the password alone has opened may race
                .policy("proof-required", "false")
                .secondFactor("conditional-user-configured", "REQUIRED")
                .secondFactor("mfa-device-form", "REQUIRED");
    }

    /** A wizard that has shown its secret, ready to send the two codes. */
    private record Wizard(HttpVisitor visitor, Phone phone) {

        static Wizard open(String realm, String name) {
            HttpVisitor visitor =
                    new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
            if (visitor.html().contains("kc-otp-login-form")) {
                throw new AssertionError("this user has to sign in with a device first");
            }
            visitor.submit("deviceName", name);
            return new Wizard(visitor, visitor.phone());
        }

        void add() {
            visitor.submit("code1", phone.next(), "code2", phone.next(), "action", "add");
        }
    }

    /** Wizards of a user who has no device yet, so that each of them gets there with the password alone. */
    private static List<Wizard> wizards(String realm, String... names) {
        return java.util.Arrays.stream(names)
                .map(name -> Wizard.open(realm, name))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1, 1, 2, 2, 2})
    void of_four_enrolments_for_the_last_place_one_gets_it_and_the_others_are_told_why(int limit) throws Exception {
        String realm = TestServer.create(realmWithDevices(0).policy("max-devices", String.valueOf(limit)));
        List<Wizard> wizards = wizards(realm, "A", "B", "C", "D");
        AtOnce.each(wizards, Wizard::add);
        assertEquals(limit, ADMIN.devices(realm, "alice").size());
        assertEquals(
                limit,
                wizards.stream().filter(wizard -> wizard.visitor().isSignedIn()).count());
        assertEquals(
                4 - limit,
                wizards.stream()
                        .filter(wizard -> wizard.visitor().html().contains("kc-mfa-limit"))
                        .count());
        wizards.forEach(wizard -> assertEquals(200, wizard.visitor().status()));
        assertEquals(limit, TestServer.rows(realm).size());
    }

    @RepeatedTest(3)
    void of_four_enrolments_for_the_eighth_place_one_gets_it() throws Exception {
        String realm = TestServer.create(realmWithDevices(0));
        // all of them pass the password before there is a device to ask for
        List<Wizard> wizards = wizards(realm, "A", "B", "C", "D");
        wizards(realm, "1", "2", "3", "4", "5", "6", "7").forEach(Wizard::add);
        assertEquals(7, ADMIN.devices(realm, "alice").size());
        AtOnce.each(wizards, Wizard::add);
        assertEquals(8, ADMIN.devices(realm, "alice").size());
        assertEquals(
                3,
                wizards.stream()
                        .filter(wizard -> wizard.visitor().html().contains("kc-mfa-limit"))
                        .count());
        assertEquals(8, TestServer.rows(realm).size());
    }

    @RepeatedTest(3)
    void of_four_enrolments_of_one_name_one_gets_it_and_the_others_keep_what_they_typed() throws Exception {
        String realm = TestServer.create(realmWithDevices(0));
        List<Wizard> wizards = wizards(realm, "Phone", "PHONE", "phone", "pHone");
        AtOnce.each(wizards, Wizard::add);
        assertEquals(1, ADMIN.devices(realm, "alice").size());
        assertEquals(
                3,
                wizards.stream()
                        .filter(wizard -> wizard.visitor().html().contains("already have a device of this name"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_code_sent_twelve_times_at_once_signs_in_once(boolean usedBefore) throws Exception {
        String realm = TestServer.create(realmWithDevices(1));
        Phone phone = Phone.ofKey("secret-1");
        if (usedBefore) {
            HttpVisitor first =
                    new HttpVisitor(realm).open("").password("alice").submit("otp", phone.next());
            assertTrue(first.isSignedIn());
        }
        List<HttpVisitor> visitors = IntStream.range(0, 12)
                .mapToObj(i -> new HttpVisitor(realm).open("").password("alice"))
                .toList();
        String code = phone.next();
        AtOnce.each(visitors, visitor -> visitor.submit("otp", code));
        assertEquals(1, visitors.stream().filter(HttpVisitor::isSignedIn).count());
        List<HttpVisitor> losers =
                visitors.stream().filter(visitor -> !visitor.isSignedIn()).toList();
        for (HttpVisitor loser : losers) {
            assertEquals(200, loser.status());
            assertTrue(loser.html().contains("Invalid authenticator code"), loser.html());
        }
    }

    @RepeatedTest(2)
    void a_counter_s_code_sent_twelve_times_at_once_signs_in_once() throws Exception {
        String realm = TestServer.create(realmWithDevices(0).set("otpPolicyType", "hotp"));
        Wizard wizard = Wizard.open(realm, "Key ring");
        wizard.add();
        assertTrue(wizard.visitor().isSignedIn());
        List<HttpVisitor> visitors = IntStream.range(0, 12)
                .mapToObj(i -> new HttpVisitor(realm).open("").password("alice"))
                .toList();
        String code = wizard.phone().next();
        AtOnce.each(visitors, visitor -> visitor.submit("otp", code));
        assertEquals(1, visitors.stream().filter(HttpVisitor::isSignedIn).count());
        HttpVisitor next = new HttpVisitor(realm)
                .open("")
                .password("alice")
                .submit("otp", wizard.phone().next());
        assertTrue(next.isSignedIn());
    }
}
