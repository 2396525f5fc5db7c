package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What somebody was told stays true if the database crashes the moment after. */
@Tag("postgres")
class CrashIT {

    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ServerOnPostgreSql server = ServerOnPostgreSql.get();
    private final String realm = new RealmBuilder()
            .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"))
            .create(server.admin());
    private final Phone bob = Phone.ofKey("secret-bob");

    @Test
    void a_used_code_stays_used() {
        // the first one makes the device's row
        signIn();
        Instant end = Instant.now().plus(LIMIT);
        for (int round = 1; round <= ROUNDS && Instant.now().isBefore(end); round++) {
            signIn();
            server.database().crash();
            server.database().restart();
            assertFalse(answer(bob::again).isSignedIn(), "the code was accepted again after crash " + round);
        }
    }

    private void signIn() {
        for (int i = 0; i < 3; i++) {
            if (answer(bob::next).isSignedIn()) {
                return;
            }
        }
        fail("no code is accepted");
    }

    /** Tries until there is one: after a crash Keycloak finds out one by one that its connections are gone. */
    private HttpVisitor answer(Supplier<String> code) {
        Instant end = Instant.now().plus(LIMIT);
        while (true) {
            HttpVisitor visitor = new HttpVisitor(server.url(), realm).open("");
            if (visitor.html().contains("kc-form-login")) {
                visitor.password("bob");
            }
            if (visitor.html().contains("kc-otp-login-form")) {
                visitor.submit("otp", code.get());
            }
            if (visitor.isSignedIn() || visitor.html().contains("Invalid authenticator code")) {
                return visitor;
            }
            assertTrue(Instant.now().isBefore(end), visitor.html());
        }
    }
}
