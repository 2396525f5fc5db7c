package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What somebody was told stays true if the database crashes the moment after. */
@Tag("postgres")
class CrashIT {

    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ServerOnPostgreSql server = ServerOnPostgreSql.get();
    private final Instant end = Instant.now().plus(LIMIT);

    @Test
    void a_used_code_stays_used() {
        String realm = new RealmBuilder()
                .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"))
                .create(server.admin());
        Phone bob = Phone.ofKey("secret-bob");
        // the first one makes the device's row
        assertTrue(atTheCode(realm).submit("otp", bob.next()).isSignedIn());
        for (int round = 1; round <= ROUNDS && Instant.now().isBefore(end); round++) {
            HttpVisitor user = atTheCode(realm).submit("otp", bob.next());
            server.database().crash();
            assertTrue(user.isSignedIn(), user.html());
            server.database().restart();
            HttpVisitor thief = atTheCode(realm).submit("otp", bob.again());
            assertFalse(thief.isSignedIn(), "crash " + round + ": the code was accepted again");
            assertTrue(thief.html().contains("Invalid authenticator code"), thief.html());
        }
    }

    /** After a crash Keycloak finds out one by one that its connections are gone. */
    private HttpVisitor atTheCode(String realm) {
        while (true) {
            HttpVisitor visitor = new HttpVisitor(server.url(), realm).open("");
            if (visitor.html().contains("kc-form-login")) {
                visitor.password("bob");
            }
            if (visitor.html().contains("kc-otp-login-form")) {
                return visitor;
            }
            assertTrue(Instant.now().isBefore(end), visitor.html());
        }
    }
}
