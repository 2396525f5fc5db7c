package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a refusal tells of what there is. How long it took is measured and said, and never asserted. */
class AnswersIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final int ROUNDS = 60;

    @Test
    void of_a_direct_grant_are_the_same_whatever_was_wrong() {
        String realm = TestServer.create(new RealmBuilder()
                .directGrant("mfa-direct-grant")
                .user("alice", RealmBuilder.stockDevice("Red", "secret-red"))
                .user("bob", RealmBuilder.stockDevice("Blue", "secret-blue"))
                .user("carol"));
        String used = Phone.ofKey("secret-red").next();
        assertEquals(200, grant(realm, "alice", used, "Red").statusCode());
        String blue = ADMIN.deviceId(realm, "bob", "Blue");
        // user, code, device
        Map<String, String[]> guesses = new LinkedHashMap<>();
        guesses.put("wrong code", new String[] {"alice", "000000", "Red"});
        guesses.put("used code", new String[] {"alice", used, "Red"});
        guesses.put("no such device", new String[] {"alice", "000000", "None"});
        guesses.put("another user's device", new String[] {"alice", "000000", blue});
        guesses.put("null byte", new String[] {"alice", "000000", "\u0000"});
        guesses.put("10,000 characters", new String[] {"alice", "000000", "x".repeat(10_000)});
        guesses.put("no device at all", new String[] {"carol", "000000", "Red"});
        Map<String, List<Long>> times = new LinkedHashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            for (var guess : guesses.entrySet()) {
                String[] sent = guess.getValue();
                long start = System.nanoTime();
                HttpResponse<String> answer = grant(realm, sent[0], sent[1], sent[2]);
                times.computeIfAbsent(guess.getKey(), name -> new ArrayList<>()).add(System.nanoTime() - start);
                assertEquals(400, answer.statusCode(), guess.getKey());
                assertEquals(
                        "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid user credentials\"}",
                        answer.body(),
                        guess.getKey());
            }
        }
        say("direct grant", times);
    }

    private static HttpResponse<String> grant(String realm, String user, String code, String device) {
        return Tokens.password(TestServer.get().url(), realm, user, "totp", code, "mfa_device", device);
    }

    @Test
    void of_the_sign_in_page_are_the_same_for_a_wrong_code_and_for_a_device_that_there_is_none_of() {
        String realm = TestServer.create(new RealmBuilder().owner("alice"));
        String red = ADMIN.deviceId(realm, "alice", "Red");
        HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
        alice.submit("selectedCredentialId", red, "otp", "000000");
        Map<String, List<Long>> times = new LinkedHashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            for (String device : List.of(red, "no-such-device")) {
                long start = System.nanoTime();
                alice.submit("selectedCredentialId", device, "otp", "000000");
                String name = device.equals(red) ? "wrong code" : "no such device";
                times.computeIfAbsent(name, key -> new ArrayList<>()).add(System.nanoTime() - start);
                assertEquals(200, alice.status());
                assertEquals(1, alice.html().split("Invalid authenticator code", -1).length - 1, alice.html());
            }
        }
        say("sign-in page", times);
    }

    private static void say(String door, Map<String, List<Long>> times) {
        times.forEach((name, all) -> System.out.println(door + ", " + name + ": median "
                + all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow() / 10_000 / 100.0 + " ms"));
    }
}
