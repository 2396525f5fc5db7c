package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.MailSink;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.Section;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many reminders an hour a realm of a million users gets: a table of {@code docs/deadlines.md}, which it writes. */
@Tag("figures")
class RemindersCostIT {

    private static final int MILLION = 1_000_000;
    private static final int MAILS = 3_000;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final ServerOnPostgreSql server = ServerOnPostgreSql.start(
            "reminders-cost", TestServer.PORT + 3, "--spi-events-listener--mfa-reminders--interval=1");

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void of_a_million_users_wait_for_the_mail_server_and_not_for_the_database() throws IOException {
        StringBuilder table = new StringBuilder("| whom they are due for | mails a minute |\n| --- | ---: |");
        for (String[] due :
                new String[][] {{"a million users", "0"}, {"the last tenth, after all others", "e6666666"}}) {
            String realm = new RealmBuilder().policy("grace-days", "30").create(server.admin());
            fill(server.admin().get("/" + realm).get("id").asText(), due[1]);
            table.append("\n| ")
                    .append(due[0])
                    .append(" | ")
                    .append(perMinute(realm))
                    .append(" |");
        }
        new Section(Path.of("docs/deadlines.md"), "reminders").write(table.toString());
    }

    /** A million users who were asked 16 days ago; of those before an id it is known that they were reminded. */
    private void fill(String realm, String from) {
        server.query(
                """
                insert into user_entity (id, username, email, email_constraint, realm_id, enabled, email_verified,
                    created_timestamp)
                select md5('%1$s' || n), 'user-' || n, 'user-' || n || '@example.com', 'user-' || n || '@example.com', '%1$s',
                    true, true, 0 from generate_series(1, %2$d) n;
                insert into mfa_owner (realm_id, user_id, devices, proof_failures, proof_failed_at, first_asked_at, asked_days,
                    reminded)
                select '%1$s', md5('%1$s' || n), 0, 0, 0, (extract(epoch from now()) * 1000)::bigint - 16 * %3$d, 30,
                    case when md5('%1$s' || n) < '%4$s' then 14 else 0 end
                from generate_series(1, %2$d) n"""
                        .formatted(realm, MILLION, DAY, from));
        server.query("vacuum analyze user_entity");
        server.query("vacuum analyze mfa_owner");
    }

    private long perMinute(String realm) throws IOException {
        try (MailSink sink = new MailSink()) {
            server.admin().put("/" + realm, Map.of("smtpServer", Mailbox.settings(sink.port())));
            Instant limit = Instant.now().plus(Duration.ofMinutes(5));
            int first = await(sink, 1, limit);
            Instant begin = Instant.now();
            int last = await(sink, MAILS, limit);
            long perMinute = (last - first)
                    * 60_000L
                    / Duration.between(begin, Instant.now()).toMillis();
            server.admin().put("/" + realm, Map.of("enabled", false, "smtpServer", Map.of()));
            return perMinute;
        }
    }

    private static int await(MailSink sink, int count, Instant limit) {
        while (sink.count() < count) {
            assertTrue(Instant.now().isBefore(limit), () -> sink.count() + " mails came");
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return sink.count();
    }
}
