package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody was told stays true if the database crashes the moment after. */
@Tag("postgres")
class CrashIT {

    /** How often the database crashes in each of the server's modes. */
    private static final int CRASHES = Integer.getInteger("test.crashes", 2);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Phone bob;
    private ServerOnPostgreSql server;
    private String realm;

    /** Of the server: with sessions in the database, in memory alone, and with nothing in memory. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--features-disabled=persistent-user-sessions", "--features=stateless"})
    void a_used_code_stays_used_whatever_keycloak_keeps_its_sessions_in(String mode) {
        server = mode.isEmpty()
                ? ServerOnPostgreSql.get()
                : ServerOnPostgreSql.start("crashing", TestServer.PORT + 3, mode);
        try {
            // a phone shows no more codes at one time than a few, so each crash has a user of its own
            List<String> realms = IntStream.range(0, CRASHES)
                    .mapToObj(i -> new RealmBuilder()
                            .user("bob", RealmBuilder.stockDevice("Bob’s", "secret-bob"))
                            .create(server.admin()))
                    .toList();
            for (String one : realms) {
                realm = one;
                bob = Phone.ofKey("secret-bob");
                // the first one makes the device's row
                signIn();
                signIn();
                server.database().crash();
                server.recover();
                assertFalse(answer(bob::again).isSignedIn(), "the code was accepted again after a crash");
            }
        } finally {
            if (!mode.isEmpty()) {
                server.stop();
            }
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
