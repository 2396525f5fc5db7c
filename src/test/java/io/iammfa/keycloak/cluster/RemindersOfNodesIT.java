package io.iammfa.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.RealmBuilder;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
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

    /** A realm whose users are to be reminded as soon as it has mail. */
    private String create() {
        String realm =
                new RealmBuilder().policy("grace-days", "30").users(USERS, 0).create(cluster.admin(0));
        // as if all of them had been asked 16 days ago
        cluster.database()
                .query(
                        "cluster",
                        """
                        insert into mfa_owner(realm_id, user_id, devices, proof_failures, proof_failed_at, first_asked_at,
                            skips, skipped_at, extended_until, reminded, asked_days, asked_devices)
                        select realm_id, id, 0, 0, 0, %d, 0, 0, 0, 0, 30, 1 from user_entity where realm_id = '%s'"""
                                .formatted(System.currentTimeMillis() - 16 * DAY, id(realm)));
        return realm;
    }

    private String id(String realm) {
        return cluster.admin(0).get("/" + realm).get("id").asText();
    }

    private void mailBy(String realm, Map<String, String> settings) {
        cluster.admin(1).put("/" + realm, Map.of("smtpServer", settings));
    }

    /** As if they had been asked a week before that. */
    private void weekLater(String realm) {
        cluster.database()
                .query(
                        "cluster",
                        "update mfa_owner set first_asked_at = first_asked_at - %d where realm_id = '%s'"
                                .formatted(7 * DAY, id(realm)));
    }

    @Test
    void are_sent_once_whichever_node_is_faster() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = create();
            mailBy(realm, mailbox.settings());
            sent(mailbox, 1);
            weekLater(realm);
            sent(mailbox, 2);
        }
    }

    @Test
    void are_not_sent_twice_where_all_nodes_are_killed_while_one_is_on_its_way() throws Exception {
        String realm = create();
        try (ServerSocket mute = new ServerSocket(0)) {
            mailBy(realm, Mailbox.settings(mute.getLocalPort()));
            // somebody is noted as reminded, and the mail server has not said a word yet
            try (Socket onItsWay = mute.accept()) {
                Cluster.numbers().forEach(node -> cluster.node(node).kill());
            }
        }
        // from now on it refuses connections, and who gets none of them waits
        Cluster.numbers().forEach(node -> cluster.node(node).start());
        try (Mailbox mailbox = new Mailbox()) {
            mailBy(realm, mailbox.settings());
            String waiting =
                    "select count(*) from mfa_owner where reminded = 0 and realm_id = '%s'".formatted(id(realm));
            Instant limit = Instant.now().plusSeconds(60);
            while (!cluster.database().query("cluster", waiting).equals(List.of("0"))) {
                assertTrue(Instant.now().isBefore(limit), "not all are reminded");
            }
            // noted first, then sent
            Thread.sleep(3000);
            int sent = mailbox.count();
            // whoever was on the way when their node was killed, of those that were not killed at once
            assertTrue(sent >= USERS - Cluster.NODES && sent < USERS, () -> sent + " mails");
            assertEquals(sent, people(mailbox.await(sent)));
            weekLater(realm);
            assertEquals(USERS, people(mailbox.await(sent + USERS)));
            assertEquals(sent + USERS, mailbox.count());
        }
    }

    private static long people(List<Mailbox.Mail> mails) {
        return mails.stream().map(Mailbox.Mail::to).distinct().count();
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
