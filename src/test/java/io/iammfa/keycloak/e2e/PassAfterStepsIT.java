package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a password, and whatever became of the devices. */
class PassAfterStepsIT {

    private static final AdminApi ADMIN = TestServer.admin();

    /** The password and a pass of an admin are a way in. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void is_locked_out_by_no_order_of_steps(long seed) {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .policy("max-devices", "2")
                    .policy("first-device", "pass")
                    .mailsTo(mailbox)
                    .set("eventsListeners", List.of("email"))
                    .user("alice", RealmBuilder.stockDevice("Red", "secret-red")));
            Random random = new Random(seed);
            StringBuilder steps = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                int step = random.nextInt(4);
                steps.append(step).append(' ');
                switch (step) {
                    case 0 ->
                        ADMIN.post("/" + realm + "/mfa-devices/reset", Map.of("userId", ADMIN.userId(realm, "alice")));
                    case 1 ->
                        ADMIN.devices(realm, "alice").stream()
                                .findFirst()
                                .ifPresent(device -> ADMIN.delete("/" + realm + "/mfa-devices/"
                                        + device.get("id").asText()));
                    case 2 -> {
                        if (mailbox.count() > 0) {
                            disavow(mailbox.await(1).get(random.nextInt(mailbox.count())));
                        }
                    }
                    default -> withPass(realm, steps, true);
                }
                withPass(realm, steps, false);
            }
        }
    }

    private static void withPass(String realm, StringBuilder steps, boolean assigns) {
        HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
        String pass = ADMIN.pass(realm, "alice").get("code").asText();
        alice.submit("otp", pass);
        if (alice.html().contains("kc-mfa-limit-form")) {
            alice.submit("action", "continue");
        } else if (assigns || !alice.html().contains("kc-mfa-later")) {
            alice.assign("Device " + steps.length());
        } else {
            alice.submit("cancel-aia", "true");
        }
        assertTrue(alice.isSignedIn(), steps + alice.html());
    }

    private static void disavow(Mailbox.Mail mail) {
        Matcher link = Pattern.compile("(http\\S+)\\?key=(\\S+)").matcher(mail.text());
        assertTrue(link.find(), mail.text());
        new HttpVisitor("master").submitTo(link.group(1), "key", link.group(2), "action", "disavow");
    }
}
