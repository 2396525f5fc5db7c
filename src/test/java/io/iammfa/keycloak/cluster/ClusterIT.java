package io.iammfa.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TokenApi;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever node answers, there is one user with one set of devices. */
@Tag("cluster")
class ClusterIT {

    private final Cluster cluster = Cluster.get();
    private final Phone red = Phone.ofKey("secret-red");

    private static RealmBuilder realm() {
        return new RealmBuilder()
                .user("alice", RealmBuilder.stockDevice("Red", "secret-red"))
                .user("carol")
                .user("dave");
    }

    private String create(RealmBuilder realm) {
        return realm.create(cluster.admin(0));
    }

    private HttpVisitor atTheCode(String realm, int node) {
        HttpVisitor visitor = cluster.visitor(realm, node).open("").password("alice");
        assertTrue(visitor.html().contains("kc-otp-login-form"), visitor.html());
        return visitor;
    }

    private TokenApi tokens(String realm, int node) {
        return TokenApi.asAdmin(cluster.node(node).url(), realm);
    }

    private HttpVisitor use(HttpVisitor visitor, int node) {
        return visitor.via(cluster.node(node).url());
    }

    /** Orders in which three nodes can be asked. */
    private static Stream<Arguments> ways() {
        return Cluster.numbers().stream()
                .map(first -> Arguments.of(first, (first + 1) % Cluster.NODES, (first + 2) % Cluster.NODES));
    }

    @Nested
    class What_is_begun_on_one_node_goes_on_on_another {

        @ParameterizedTest(name = "{0}, {1}, {2}")
        @MethodSource("io.iammfa.keycloak.cluster.ClusterIT#ways")
        void the_wizard_and_then_the_sign_in_with_the_new_device(int one, int two, int three) {
            String realm = create(realm());
            HttpVisitor carol = cluster.visitor(realm, one).open("").password("carol");
            use(carol, two).submit("deviceName", "Blue");
            Phone blue = carol.phone();
            use(carol, three).submit("code1", "1", "code2", "2", "action", "add");
            assertTrue(carol.html().contains("input-error-code1"), carol.html());
            use(carol, one).submit("code1", blue.next(), "code2", blue.next(), "action", "add");
            assertTrue(carol.isSignedIn(), carol.html());
            for (int node : List.of(one, two, three)) {
                HttpVisitor again = cluster.visitor(realm, node).open("").password("carol");
                assertTrue(again.submit("otp", blue.next()).isSignedIn(), again.html());
            }
        }

        @ParameterizedTest(name = "{0}, {1}, {2}")
        @MethodSource("io.iammfa.keycloak.cluster.ClusterIT#ways")
        void a_pending_device_of_an_admin_s(int one, int two, int three) {
            String realm = create(realm());
            String user = cluster.admin(one).userId(realm, "dave");
            String devices = "/" + realm + "/mfa-devices";
            JsonNode pending = cluster.admin(one).json("POST", devices, Map.of("userId", user, "name", "Blue"));
            Phone blue = Phone.ofUri(pending.get("otpauthUri").asText());
            cluster.admin(two)
                    .post(
                            devices + "/" + pending.get("id").asText() + "/enable",
                            Map.of("code1", blue.next(), "code2", blue.next()));
            assertEquals(1, cluster.admin(three).get(devices + "?user=" + user).size());
            HttpVisitor dave = cluster.visitor(realm, three).open("").password("dave");
            assertTrue(dave.submit("otp", blue.next()).isSignedIn(), dave.html());
        }

        @ParameterizedTest(name = "{0}, {1}, {2}")
        @MethodSource("io.iammfa.keycloak.cluster.ClusterIT#ways")
        void a_proof_and_what_it_was_for(int one, int two, int three) {
            String realm = create(realm().passwordOnly());
            HttpVisitor alice = cluster.visitor(realm, one)
                    .open("&kc_action=MANAGE_MFA_DEVICES")
                    .password("alice");
            String id = cluster.admin(one).deviceId(realm, "alice", "Red");
            use(alice, two).submit("deviceId", id, "action", "rename");
            assertTrue(alice.html().contains("kc-mfa-proof-form"), alice.html());
            use(alice, three).submit("otp", red.next());
            assertTrue(alice.html().contains("kc-mfa-rename-form"), alice.html());
            use(alice, one).submit("deviceId", id, "deviceName", "Lime");
            assertTrue(alice.html().contains("kc-mfa-devices"), alice.html());
            for (int node : Cluster.numbers()) {
                assertEquals(List.of("Lime"), cluster.admin(node).deviceNames(realm, "alice"));
            }
        }
    }

    @Test
    void how_far_a_file_of_hardware_tokens_is_read_on_one_node_is_known_on_the_others() {
        String realm = create(realm());
        CompletableFuture<JsonNode> sent = CompletableFuture.supplyAsync(
                () -> TokenApi.json(tokens(realm, 0).csv("?dryRun=true", HardwareToken.file(100_000))));
        List<TokenApi> nodes =
                Cluster.numbers().stream().map(node -> tokens(realm, node)).toList();
        Set<TokenApi> heard = new HashSet<>();
        while (!sent.isDone()) {
            for (TokenApi node : nodes) {
                JsonNode told = TokenApi.json(node.send("GET", "/import", null));
                if (told.path("rows").asInt() > 0) {
                    heard.add(node);
                }
            }
        }
        assertEquals(100_000, sent.join().get("imported").asInt());
        assertEquals(Set.copyOf(nodes), heard);
    }

    @Nested
    class What_changes_on_one_node_holds_on_the_others_at_once {

        @ParameterizedTest(name = "{0}, {1}, {2}")
        @MethodSource("io.iammfa.keycloak.cluster.ClusterIT#ways")
        void the_policy(int one, int two, int three) {
            String realm = create(realm().policy("max-devices", "1"));
            for (int node : List.of(two, three)) {
                assertTrue(opensTheWizard(realm, node).contains("kc-mfa-limit"));
            }
            cluster.admin(one).policy(realm, "max-devices", "2");
            for (int node : List.of(two, three)) {
                assertTrue(opensTheWizard(realm, node).contains("kc-mfa-name-form"));
            }
        }

        private String opensTheWizard(String realm, int node) {
            HttpVisitor alice = cluster.visitor(realm, node)
                    .open("&kc_action=ASSIGN_MFA_DEVICE")
                    .password("alice");
            return alice.submit("otp", red.next()).html();
        }

        @ParameterizedTest(name = "{0}, {1}, {2}")
        @MethodSource("io.iammfa.keycloak.cluster.ClusterIT#ways")
        void a_removed_device(int one, int two, int three) {
            String realm = create(new RealmBuilder().owner("alice"));
            HttpVisitor elsewhere = atTheCode(realm, two);
            HttpVisitor later = atTheCode(realm, three);
            String id = cluster.admin(one).deviceId(realm, "alice", "Red");
            cluster.admin(one).delete("/" + realm + "/mfa-devices/" + id);
            String code = red.next();
            for (HttpVisitor visitor : List.of(elsewhere, later, atTheCode(realm, two), atTheCode(realm, three))) {
                visitor.submit("otp", code, "selectedCredentialId", id);
                assertTrue(!visitor.isSignedIn() && visitor.status() == 200, visitor.html());
            }
        }

        @ParameterizedTest(name = "{0}, {1}, {2}")
        @MethodSource("io.iammfa.keycloak.cluster.ClusterIT#ways")
        void a_lock(int one, int two, int three) {
            String realm = create(realm().lockedAfter(3));
            HttpVisitor wrong = atTheCode(realm, one);
            for (int i = 0; i < 3; i++) {
                wrong.submit("otp", "000000");
            }
            cluster.admin(one).countsFailures(realm, "alice", 3);
            for (int node : List.of(two, three)) {
                HttpVisitor alice = cluster.visitor(realm, node).open("").password("alice");
                if (alice.html().contains("kc-otp-login-form")) {
                    alice.submit("otp", red.next());
                }
                assertTrue(!alice.isSignedIn(), alice.url());
            }
        }
    }

    @Nested
    class Races_over_all_nodes {

        private static final int ROUNDS = 20;
        private static final String NOT_A_TOKEN = "not those of a token";

        @RepeatedTest(3)
        void a_code_sent_six_times_at_once_signs_in_once() throws Exception {
            String realm = create(realm());
            // no more than a phone can show in the window of the test's realm
            for (int round = 0; round < 10; round++) {
                List<HttpVisitor> visitors = IntStream.range(0, 2 * Cluster.NODES)
                        .mapToObj(i -> atTheCode(realm, i % Cluster.NODES))
                        .toList();
                String code = red.next();
                AtOnce.each(visitors, visitor -> visitor.submit("otp", code));
                assertEquals(
                        1, visitors.stream().filter(HttpVisitor::isSignedIn).count());
                for (HttpVisitor visitor : visitors) {
                    assertTrue(
                            visitor.isSignedIn() || visitor.html().contains("Invalid authenticator code"),
                            () -> visitor.status() + visitor.html());
                }
            }
        }

        @RepeatedTest(20)
        void the_last_free_place_is_given_once() throws Exception {
            String realm = create(realm().policy("max-devices", "1"));
            List<Wizard> wizards = IntStream.range(0, 2 * Cluster.NODES)
                    .mapToObj(i -> wizard(realm, i))
                    .toList();
            AtOnce.each(wizards, Wizard::add);
            assertEquals(1, cluster.admin(1).devices(realm, "carol").size());
            assertEquals(
                    1,
                    wizards.stream()
                            .filter(wizard -> wizard.carol().isSignedIn())
                            .count());
            for (Wizard wizard : wizards) {
                assertEquals(200, wizard.carol().status());
            }
        }

        @Test
        void a_hardware_token_is_given_to_one_of_two_users_and_the_other_is_told_no_more_than_that_it_is_none()
                throws Exception {
            String realm = create(realm());
            for (int round = 0; round < ROUNDS; round++) {
                HardwareToken token = HardwareToken.of("both-" + round);
                tokens(realm, 0).have(token);
                Phone display = token.display();
                String code1 = display.next();
                String code2 = display.next();
                List<HttpVisitor> both = List.of(
                        atTheToken(realm, newUser(realm, "one-" + round), round % Cluster.NODES),
                        atTheToken(realm, newUser(realm, "two-" + round), (round + 1) % Cluster.NODES));
                AtOnce.each(both, visitor -> visitor.submit(claim(token, code1, code2)));
                assertEquals(1, both.stream().filter(HttpVisitor::isSignedIn).count());
                HttpVisitor late = both.get(0).isSignedIn() ? both.get(1) : both.get(0);
                assertEquals(200, late.status());
                assertTrue(late.html().contains(NOT_A_TOKEN), late.html());
                JsonNode active = tokens(realm, (round + 2) % Cluster.NODES).get(token.serial());
                assertEquals("active", active.get("state").asText());
                String owner = (both.get(0).isSignedIn() ? "one-" : "two-") + round;
                assertEquals(owner, active.get("username").asText());
                assertEquals(List.of("Token"), cluster.admin(0).deviceNames(realm, owner));
                String other = (both.get(0).isSignedIn() ? "two-" : "one-") + round;
                assertEquals(List.of(), cluster.admin(0).deviceNames(realm, other));
            }
        }

        @Test
        void a_hardware_token_that_goes_from_hand_to_hand_takes_no_code_that_was_used_on_any_node() throws Exception {
            String realm = create(realm().passwordOnly());
            HardwareToken token = HardwareToken.of("passed-on");
            // the wizard asks for a token as long as one waits
            tokens(realm, 0).have(token, HardwareToken.of("spare"));
            Phone display = token.display();
            String code1 = display.next();
            String code2 = display.next();
            for (int round = 0; round < Cluster.NODES; round++) {
                int here = round % Cluster.NODES;
                String owner = newUser(realm, "owner-" + round);
                if (round > 0) {
                    code1 = display.next();
                    code2 = display.next();
                }
                assertEquals(
                        200,
                        tokens(realm, here)
                                .send("POST", "/passed-on/activate", activation(realm, owner, code1, code2))
                                .statusCode());
                String device = cluster.admin(here).deviceId(realm, owner, "Token");
                String heir = newUser(realm, "heir-" + round);
                HttpVisitor claim = atTheToken(realm, heir, (here + 2) % Cluster.NODES);
                String[] used = claim(token, code1, code2);
                // the last owner gives it back at the very moment in which somebody claims it with what they saw
                AtOnce.each(
                        List.<Runnable>of(
                                () -> cluster.admin((here + 1) % Cluster.NODES)
                                        .delete("/" + realm + "/mfa-devices/" + device),
                                () -> claim.submit(used)),
                        Runnable::run);
                assertTrue(claim.html().contains(NOT_A_TOKEN), claim.status() + claim.html());
                claim.submit(used);
                assertTrue(claim.html().contains(NOT_A_TOKEN), claim.status() + claim.html());
                assertEquals(List.of(), cluster.admin(here).deviceNames(realm, heir));
                assertEquals(
                        "returned",
                        tokens(realm, here).get("passed-on").get("state").asText());
            }
        }

        @Test
        void a_token_that_is_replaced_on_one_node_is_nobody_s_on_another_with_a_code_that_was_used() {
            String realm = create(realm().passwordOnly().policy("proof-required", "false"));
            HardwareToken first = HardwareToken.of("first");
            HardwareToken second = HardwareToken.of("second");
            tokens(realm, 0).have(first, second);
            HttpVisitor carol = atTheToken(realm, "carol", 0);
            Phone display = first.display();
            String[] used = claim(first, display.next(), display.next());
            assertTrue(carol.submit(used).isSignedIn(), carol.html());
            HttpVisitor manage = cluster.visitor(realm, 1)
                    .open("&kc_action=MANAGE_MFA_DEVICES")
                    .password("carol");
            String device = cluster.admin(1).deviceId(realm, "carol", "Token");
            manage.submit("deviceId", device, "action", "replace");
            if (!manage.html().contains("kc-mfa-token-form")) {
                manage.submit("action", "back").submit("deviceName", "Token", "deviceType", "hardware");
            }
            Phone other = second.display();
            use(manage, 2).submit(claim(second, other.next(), other.next()));
            assertTrue(manage.html().contains("second"), manage.html());
            for (int node : Cluster.numbers()) {
                assertEquals(
                        "returned",
                        tokens(realm, node).get("first").get("state").asText());
            }
            HttpVisitor dave = atTheToken(realm, "dave", 2).submit(used);
            assertTrue(dave.html().contains(NOT_A_TOKEN), dave.html());
            assertTrue(
                    use(dave, 1)
                            .submit(claim(first, display.next(), display.next()))
                            .isSignedIn(),
                    dave.html());
        }

        private String newUser(String realm, String username) {
            cluster.admin(0).post("/" + realm + "/users", RealmBuilder.person(username));
            return username;
        }

        private HttpVisitor atTheToken(String realm, String username, int node) {
            HttpVisitor visitor = cluster.visitor(realm, node)
                    .open("&kc_action=ASSIGN_MFA_DEVICE")
                    .password(username)
                    .submit("deviceName", "Token", "deviceType", "hardware");
            assertTrue(visitor.html().contains("kc-mfa-token-form"), visitor.html());
            return visitor;
        }

        private String[] claim(HardwareToken token, String code1, String code2) {
            return new String[] {"serialNumber", token.serial(), "code1", code1, "code2", code2};
        }

        private Map<String, String> activation(String realm, String username, String code1, String code2) {
            return Map.of(
                    "userId",
                    cluster.admin(0).userId(realm, username),
                    "name",
                    "Token",
                    "code1",
                    code1,
                    "code2",
                    code2);
        }

        private Wizard wizard(String realm, int number) {
            HttpVisitor carol =
                    cluster.visitor(realm, number % Cluster.NODES).open("").password("carol");
            carol.submit("deviceName", "Phone " + number);
            return new Wizard(carol, carol.phone());
        }
    }

    /** Carol's, who is about to send the codes. */
    private record Wizard(HttpVisitor carol, Phone phone) {

        void add() {
            carol.submit("code1", phone.next(), "code2", phone.next(), "action", "add");
        }
    }
}
