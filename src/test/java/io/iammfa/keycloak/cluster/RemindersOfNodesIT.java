package io.iammfa.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.RealmBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mails before the date from which users need a device, where every node looks for such users every second. */
@Tag("cluster")
class RemindersOfNodesIT {

    private static final int USERS = 20;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Cluster cluster = Cluster.get();

    @Test
    void are_sent_once_whichever_node_is_faster() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = new RealmBuilder()
                    .policy("grace-days", "30")
                    .users(USERS, 0)
                    .create(cluster.admin(0));
            String id = cluster.admin(0).get("/" + realm).get("id").asText();
            // as if all of them had been asked 16 days ago
            cluster.database()
                    .query(
                            "cluster",
                            """
                            insert into mfa_owner(realm_id, user_id, devices, proof_failures, proof_failed_at, first_asked_at,
                                skips, skipped_at, extended_until, reminded, asked_days, asked_devices)
                            select realm_id, id, 0, 0, 0, %d, 0, 0, 0, 0, 30, 1 from user_entity where realm_id = '%s'"""
                                    .formatted(System.currentTimeMillis() - 16 * DAY, id));
            cluster.admin(1).put("/" + realm, Map.of("smtpServer", mailbox.settings()));
            sent(mailbox, 1);
            cluster.database()
                    .query(
                            "cluster",
                            "update mfa_owner set first_asked_at = first_asked_at - %d where realm_id = '%s'"
                                    .formatted(7 * DAY, id));
            sent(mailbox, 2);
        }
    }

    /** Waits until each user has got so many mails, none of them one more. */
    private static void sent(Mailbox mailbox, int each) {
        Map<String, Long> counts = mailbox.await(each * USERS).stream()
                .collect(Collectors.groupingBy(Mailbox.Mail::to, Collectors.counting()));
        assertEquals(USERS, counts.size());
        assertEquals(
                List.of(),
                counts.entrySet().stream()
                        .filter(user -> user.getValue() != each)
                        .toList());
    }
}
