package io.iammfa.keycloak.database;

import io.iammfa.keycloak.support.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a server whose metrics are on, and which tells all that it is told, asks when it counts users. */
record CountOfUsers(ServerOnPostgreSql server) {

    /** With what each count of users begins. */
    private static final Pattern BEGIN = Pattern.compile("select distinct .* from required_action_provider .*");

    private static final Pattern OF_COUNT =
            Pattern.compile("select .* from (mfa_|user_entity|credential|fed_user|realm).*");

    /** A server that counts every five seconds, which whoever asks for it stops. */
    static ServerOnPostgreSql start(String name) {
        return ServerOnPostgreSql.start(
                name,
                TestServer.PORT + 3,
                "--metrics-enabled=true",
                "--spi-events-listener--mfa-metrics--users-interval=5");
    }

    /** What is sent from the beginning of the next count but one to that of the one after. */
    List<String> round() {
        int before = server.database().log().length();
        Instant limit = Instant.now().plus(Duration.ofSeconds(60));
        while (Instant.now().isBefore(limit)) {
            List<String> statements =
                    SignInStatementsIT.statements(server.database().log().substring(before));
            List<Integer> begins = new ArrayList<>();
            for (int i = 0; i < statements.size(); i++) {
                if (BEGIN.matcher(statements.get(i)).matches()) {
                    begins.add(i);
                }
            }
            if (begins.size() >= 3) {
                return statements.subList(begins.get(1), begins.get(2)).stream()
                        .filter(sql -> OF_COUNT.matcher(sql).matches())
                        // every thirty seconds what has ended is cleared up
                        .filter(sql -> !sql.contains("mfa_pass") && !sql.contains("mfa_quarantine"))
                        .toList();
            }
        }
        throw new AssertionError("no two counts within a minute");
    }
}
