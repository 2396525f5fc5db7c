package io.iammfa.keycloak.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many statements the code's POST sends to PostgreSQL, beside Keycloak's own OTP form: a table of
 * {@code docs/performance.md}, which it writes. It asserts none, since Keycloak's are Keycloak's.
 */
@Tag("figures")
class SignInStatementsIT {

    private static final int USERS = 12;
    private static final int DEVICES = 8;

    private final ServerOnPostgreSql server = ServerOnPostgreSql.get();

    /** A way to ask for the code, with a realm of its own. */
    private record Way(String name, String realm) {}

    private List<Way> ways() {
        return List.of(
                new Way("stock", create(users().notOptedIn().secondFactor("auth-otp-form", "REQUIRED"))),
                new Way("choose", create(users())),
                new Way("any", create(users().signIn("device-selection", "any"))));
    }

    private String create(RealmBuilder builder) {
        return builder.create(server.admin());
    }

    private static RealmBuilder users() {
        return new RealmBuilder().users(USERS, DEVICES);
    }

    @Test
    void of_a_right_and_of_a_wrong_code() throws IOException {
        List<Way> ways = ways();
        Map<String, List<List<String>>> statements = new LinkedHashMap<>();
        // the first half warms up; each round does all of it once, in turn
        for (int user = 0; user < USERS; user++) {
            for (Way way : ways) {
                HttpVisitor visitor =
                        new HttpVisitor(server.url(), way.realm()).open("").password("user-" + user);
                String id = server.admin().deviceId(way.realm(), "user-" + user, "Device 0");
                // whoever comes with devices from before has them written down once
                visitor.submit("otp", "000000", "selectedCredentialId", id);
                Phone phone = Phone.ofKey("secret-0").skip(3);
                for (boolean right : new boolean[] {false, true}) {
                    String code = right ? phone.next() : "000000";
                    int before = server.database().log().length();
                    visitor.submit("otp", code, "selectedCredentialId", id);
                    assertEquals(right, visitor.isSignedIn(), visitor.html());
                    if (user >= USERS / 2) {
                        statements
                                .computeIfAbsent(
                                        (right ? "right" : "wrong") + " code, 8 devices | " + way.name(),
                                        any -> new ArrayList<>())
                                .add(statements(server.database().log().substring(before)));
                    }
                }
            }
        }
        StringBuilder table =
                new StringBuilder("| operation | way | statements | of them SELECT |\n| --- | --- | ---: | ---: |");
        statements.forEach((what, runs) -> {
            List<String> typical = typical(runs);
            table.append("\n| %s | %d | %d |"
                    .formatted(
                            what,
                            typical.size(),
                            typical.stream()
                                    .filter(sql -> sql.startsWith("select"))
                                    .count()));
        });
        new Section(Path.of("docs/performance.md"), "statements").write(table.toString());
        assertEquals(2 * ways.size(), statements.size());
    }

    static List<String> statements(String log) {
        return Arrays.stream(log.split("\n"))
                .map(line -> line.replaceFirst(".*LOG:  (?:statement|execute [^:]*): ", "LOG "))
                .filter(line -> line.startsWith("LOG "))
                .map(line -> line.substring(4).strip().toLowerCase())
                .filter(sql -> !sql.matches("(begin|commit|rollback|set .*|show .*)"))
                .toList();
    }

    /** The run with the median number of statements: what Keycloak does beside in the background comes and goes. */
    private static List<String> typical(List<List<String>> runs) {
        return runs.stream()
                .sorted((one, other) -> Integer.compare(one.size(), other.size()))
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
