package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.Mailbox.Mail;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mails before the date from which a user needs a device. */
class RemindersIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private static RealmBuilder realm(int days) {
        return new RealmBuilder().policy("grace-days", String.valueOf(days));
    }

    /** A sign-in that asks for a device, with which the clock starts. */
    private static HttpVisitor asks(String realm, String username) {
        HttpVisitor browser = new HttpVisitor(realm).open("").password(username);
        assertTrue(browser.html().contains("kc-mfa-deadline-form"), browser.html());
        return browser;
    }

    private static void set(String realm, String attribute, Object value) {
        ADMIN.put("/" + realm, Map.of(attribute, value));
    }

    private static void change(String realm, String username, String attribute, boolean value) {
        String path = "/" + realm + "/users/" + ADMIN.userId(realm, username);
        ADMIN.put(path, ((ObjectNode) ADMIN.get(path)).put(attribute, value));
    }

    private static void extend(String realm, String username, int days) {
        ADMIN.put(
                "/" + realm + "/mfa-devices/deadlines/" + ADMIN.userId(realm, username),
                Map.of("until", MovedClock.now().plusSeconds(days * DAY).toString(), "reason", "Holidays"));
    }

    /**
     * Until the server has looked at every realm after what was done before: the first of two realms that are new is reminded
     * by a run that began after that, and the second by a later one.
     */
    private static void looks() {
        for (int runs = 0; runs < 2; runs++) {
            try (Mailbox mailbox = new Mailbox()) {
                String marker = TestServer.create(realm(30).mailsTo(mailbox).user("marker"));
                asks(marker, "marker");
                // which notes that there are 30 days; a shorter policy makes them 14
                extend(marker, "marker", 3);
                ADMIN.policy(marker, "grace-days", "14");
                mailbox.await(1);
            }
        }
    }

    /** What auditors are told of reminders, of those that failed first. */
    private static List<JsonNode> events(String realm) {
        return Stream.of("CUSTOM_REQUIRED_ACTION_ERROR", "CUSTOM_REQUIRED_ACTION")
                .flatMap(type -> ADMIN.events(realm, type).stream())
                .filter(event ->
                        event.path("details").path("mfa_operation").asText().equals("remind"))
                .toList();
    }

    /** Such as "Nov 25, 2026, 2:05 PM UTC", without the minutes and what is after them. */
    private static String hour(Instant moment) {
        return DateTimeFormatter.ofPattern("MMM d, uuuu, h:", Locale.ENGLISH)
                .withZone(ZoneId.systemDefault())
                .format(moment);
    }

    @Tag("older")
    @Test
    void come_14_7_and_1_days_before_once_each_to_who_has_no_device_and_an_address_that_was_confirmed() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm(30)
                    .mailsTo(mailbox)
                    .user("dave")
                    .user("erin")
                    .user("frank")
                    .user("grace")
                    .user("never"));
            Instant until = MovedClock.now().plusSeconds(30 * DAY);
            asks(realm, "dave");
            asks(realm, "erin").submit("action", "assign").assign("Phone");
            asks(realm, "frank");
            asks(realm, "grace");
            change(realm, "frank", "emailVerified", false);
            change(realm, "grace", "enabled", false);
            try (MovedClock clock = TestServer.moveClock(15 * DAY)) {
                looks();
                assertEquals(0, mailbox.count(), "15 days before");
                clock.by(DAY + 60);
                Mail mail = mailbox.await(1).get(0);
                assertEquals("dave@example.com", mail.to());
                assertTrue(mail.subject().contains("assign an MFA device by " + hour(until)), mail.subject());
                for (String part : List.of(mail.text(), mail.html())) {
                    assertTrue(part.contains("From " + hour(until)), part);
                    assertTrue(part.contains("to sign in to your account dave."), part);
                    assertFalse(part.contains("http"), part);
                }
                clock.by(7 * DAY);
                mailbox.await(2);
                clock.by(6 * DAY);
                mailbox.await(3);
                clock.by(DAY);
                looks();
                assertEquals(3, mailbox.count());
                assertTrue(
                        mailbox.await(3).stream().allMatch(other -> other.to().equals("dave@example.com")));
            }
            assertEquals(3, events(realm).size());
            JsonNode event = events(realm).get(0);
            assertEquals(ADMIN.userId(realm, "dave"), event.get("userId").asText());
            assertTrue(event.path("details")
                    .path("mfa_deadline")
                    .asText()
                    .startsWith(until.toString().substring(0, 10)));
        }
    }

    @Test
    void who_is_first_seen_late_gets_one_and_nobody_does_where_the_realm_has_no_mail() {
        String realm = TestServer.create(realm(30).user("dave"));
        asks(realm, "dave");
        try (MovedClock clock = TestServer.moveClock(25 * DAY);
                Mailbox mailbox = new Mailbox()) {
            looks();
            assertEquals(List.of(), events(realm));
            set(realm, "smtpServer", mailbox.settings());
            mailbox.await(1);
            looks();
            assertEquals(1, mailbox.count());
        }
    }

    @Test
    void go_by_the_days_of_the_user_where_a_group_gives_fewer() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm(60)
                    .policy("user-rules", "true")
                    .mailsTo(mailbox)
                    .user("dave")
                    .user("erin"));
            String group = "/" + realm + "/groups/" + ADMIN.group(realm, "admins", "dave");
            ADMIN.put(group, Map.of("name", "admins", "attributes", Map.of("mfa.grace-days", List.of("30"))));
            asks(realm, "dave");
            asks(realm, "erin");
            try (MovedClock clock = TestServer.moveClock(16 * DAY + 60)) {
                assertEquals("dave@example.com", mailbox.await(1).get(0).to());
                clock.by(30 * DAY);
                assertEquals("erin@example.com", mailbox.await(2).get(1).to());
            }
        }
    }

    @Test
    void come_anew_after_an_admin_has_given_time_and_name_the_new_date() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm(3).mailsTo(mailbox).user("dave"));
            asks(realm, "dave");
            try (MovedClock clock = TestServer.moveClock(2 * DAY + 60)) {
                mailbox.await(1);
                extend(realm, "dave", 10);
                String date = hour(MovedClock.now().plusSeconds(10 * DAY));
                looks();
                assertEquals(1, mailbox.count(), "told at once");
                clock.by(3 * DAY + 60);
                assertTrue(mailbox.await(2).get(1).text().contains(date));
                clock.by(6 * DAY);
                assertTrue(mailbox.await(3).get(2).text().contains(date));
            }
        }
    }

    @Test
    void say_how_often_it_can_be_put_off_and_name_no_date_to_who_can_t() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm(30)
                    .policy("grace-skips", "2")
                    .mailsTo(mailbox)
                    .user("dave")
                    .user("erin"));
            asks(realm, "dave").submit("action", "later");
            asks(realm, "erin").submit("action", "later");
            try (MovedClock clock = TestServer.moveClock(15 * DAY + DAY / 2)) {
                asks(realm, "erin").submit("action", "later");
                clock.by(DAY / 2 + 60);
                Mail mail = mailbox.await(1).get(0);
                assertEquals("dave@example.com", mail.to());
                assertTrue(mail.text().contains("can still put it off: 1"), mail.text());
                looks();
                assertEquals(1, mailbox.count());
            }
        }
    }

    @Tag("older")
    @Test
    void speak_the_user_s_language_and_lead_to_where_a_device_is_assigned() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm(30)
                    .set("internationalizationEnabled", true)
                    .set("supportedLocales", List.of("en", "de"))
                    .set("defaultLocale", "en")
                    .set("attributes", Map.of("frontendUrl", TestServer.get().url()))
                    .mailsTo(mailbox)
                    .user("dave")
                    .whose("locale", "de"));
            asks(realm, "dave");
            try (MovedClock clock = TestServer.moveClock(23 * DAY + 60)) {
                Mail mail = mailbox.await(1).get(0);
                assertTrue(mail.subject().contains("Weisen Sie bis"), mail.subject());
                assertTrue(mail.html().contains("lang=\"de\""), mail.html());
                assertTrue(mail.text().contains("brauchen Sie ein MFA-Gerät"), mail.text());
                assertTrue(
                        mail.link().startsWith(TestServer.get().url() + "/realms/" + realm + "/account/"), mail.link());
                assertTrue(mail.html().contains("href=\"" + mail.link() + "\""), mail.html());
                try (Visitor dave = new Visitor(realm)) {
                    dave.page().setContent(mail.html());
                    dave.screenshot("mail-reminder");
                    dave.page().navigate(mail.link());
                    dave.password("dave").sees("kc-mfa-deadline-form");
                    dave.page().click("#kc-mfa-deadline-assign");
                    dave.sees("kc-mfa-name-form");
                }
            }
        }
    }

    @Tag("older")
    @Test
    void wait_for_a_mail_server_that_is_down() {
        String realm;
        try (Mailbox gone = new Mailbox()) {
            realm = TestServer.create(realm(30).mailsTo(gone).user("dave").user("erin"));
        }
        asks(realm, "dave");
        asks(realm, "erin");
        try (MovedClock clock = TestServer.moveClock(23 * DAY + 60);
                Mailbox mailbox = new Mailbox()) {
            looks();
            assertTrue(TestServer.get()
                    .logText()
                    .contains("Realm '" + realm + "': 1 reminders of MFA devices could not be mailed"));
            set(realm, "smtpServer", mailbox.settings());
            mailbox.await(2);
            assertTrue(events(realm).stream().noneMatch(event -> event.has("error")));
        }
    }

    @Test
    void are_not_sent_a_second_time_where_nobody_knows_whether_the_mail_server_took_them() throws Exception {
        String realm = TestServer.create(realm(30).user("dave"));
        asks(realm, "dave");
        try (MovedClock clock = TestServer.moveClock(16 * DAY + 60);
                Mailbox mailbox = new Mailbox();
                ServerSocket mute = new ServerSocket(0)) {
            CompletableFuture<Void> hangsUp = CompletableFuture.runAsync(() -> {
                try {
                    mute.accept().close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            set(realm, "smtpServer", Mailbox.settings(mute.getLocalPort()));
            hangsUp.get(20, TimeUnit.SECONDS);
            looks();
            assertEquals("email_send_failed", events(realm).get(0).path("error").asText());
            set(realm, "smtpServer", mailbox.settings());
            looks();
            assertEquals(0, mailbox.count());
            clock.by(7 * DAY);
            mailbox.await(1);
            looks();
            assertEquals(2, events(realm).size());
        }
    }
}
