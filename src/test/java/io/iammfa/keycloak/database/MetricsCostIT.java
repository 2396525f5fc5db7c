package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Metrics;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What metrics ask of PostgreSQL, which tells all that it is told. */
@Tag("postgres")
class MetricsCostIT {

    private static final int USERS = 6;

    private static final String SIGN_INS = "keycloak_mfa_sign_ins_total";
    private static final String COUNTED = "keycloak_mfa_users";

    private static ServerOnPostgreSql server;

    @BeforeAll
    static void start() {
        server = CountOfUsers.start("metrics");
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static Metrics create(RealmBuilder builder) {
        return new Metrics(server.keycloak(), builder.create(server.admin()));
    }

    /** The fewest statements of some sign-ins: what Keycloak does beside comes and goes. */
    private static int statements(ServerOnPostgreSql of, boolean right) {
        String realm = new RealmBuilder().users(USERS, 1).create(of.admin());
        int fewest = Integer.MAX_VALUE;
        for (int user = 0; user < USERS; user++) {
            HttpVisitor visitor = of.visitor(realm, "user-" + user, "").submit("otp", "000000");
            int before = of.database().log().length();
            visitor.submit("otp", right ? Phone.ofKey("secret-0").next() : "000000");
            assertEquals(right, visitor.isSignedIn(), visitor.html());
            fewest = Math.min(
                    fewest,
                    SignInStatementsIT.statements(of.database().log().substring(before))
                            .size());
        }
        return fewest;
    }

    @Test
    void a_sign_in_sends_as_many_statements_with_metrics_as_without() {
        for (boolean right : new boolean[] {true, false}) {
            assertEquals(statements(ServerOnPostgreSql.get(), right), statements(server, right));
        }
    }

    @Test
    void a_sign_in_that_the_database_takes_back_is_not_counted() {
        Metrics metrics = create(new RealmBuilder().users(1, 1));
        server.query(
                """
                create function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'not now'; end $$;
                create constraint trigger refusal after update on mfa_device deferrable initially deferred
                for each row execute function refuse()""");
        HttpVisitor user = server.visitor(metrics.realm(), "user-0", "").submit("otp", "000000");
        Phone phone = Phone.ofKey("secret-0");
        String action = user.formAction();
        try {
            user.submit("otp", phone.next());
            assertFalse(user.isSignedIn(), user.html());
        } finally {
            server.query("drop function refuse cascade");
        }
        assertEquals(0, metrics.sum(SIGN_INS, "outcome", "accepted"), metrics.text());
        assertFalse(metrics.has("keycloak_mfa_drift_steps_count"));
        user.submitTo(action, "otp", phone.next());
        if (!user.isSignedIn()) {
            user = server.visitor(metrics.realm(), "user-0", "").submit("otp", phone.next());
        }
        assertTrue(user.isSignedIn(), user.html());
        assertEquals(1, metrics.sum(SIGN_INS, "outcome", "accepted"), metrics.text());
    }

    @Test
    void a_count_of_users_is_one_statement_and_three_for_each_realm_that_has_opted_in() {
        Metrics metrics = create(new RealmBuilder().owner("alice").user("bob"));
        create(new RealmBuilder().user("carol").notOptedIn());
        metrics.await(1, COUNTED, "state", "more");
        int realms = Integer.parseInt(server.query("select count(*) from required_action_provider"
                        + " where provider_id = 'ASSIGN_MFA_DEVICE' and enabled")
                .get(0));
        List<String> round = new CountOfUsers(server).round();
        assertEquals(3 * realms, round.size(), round.toString());
    }
}
