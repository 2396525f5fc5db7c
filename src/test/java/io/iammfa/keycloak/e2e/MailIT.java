package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.Mailbox.Mail;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.net.http.HttpResponse;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;
import org.junit.jupiter.api.Test;

/** With Keycloak's e-mail event listener on, users hear of every change, by a real mail. */
class MailIT {

    /** What templates, message formats and property replacers make something of. */
    private static final String HOSTILE = "${env.HOME} ${mfaDone} {0} it's <b>x</b> %s #{1} ${user.email}";

    private static final String HOSTILE_TOO = "${mfaNever} {1} 'Söhne' <img src=x> & ${locale} #{2}";

    @Test
    void names_the_device_and_what_was_done_with_it_once_for_each_change() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .mailsTo(mailbox)
                    .set("eventsListeners", List.of("jboss-logging", "email"))
                    .user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                Phone phone = alice.open("&kc_action=MANAGE_MFA_DEVICES")
                        .password("alice")
                        .assign(HOSTILE);
                assertMail(mailbox, 1, "The MFA device “" + HOSTILE + "” was added to your account alice.");
                Mail mail = mailbox.await(1).get(0);
                assertTrue(mail.subject().endsWith(realm + ": an MFA device was added"), mail.subject());
                for (String part : List.of(mail.text(), mail.html().replaceAll("<[^>]+>", " "))) {
                    assertTrue(part.matches("(?s).*By:? +you, signed in as alice\\b.*"), part);
                    assertTrue(part.matches("(?s).*Browser:? +\\S*Chrom\\S+, .*IP address:? +[0-9a-f.:]+.*"), part);
                }

                alice.page().click("[name=action][value=rename]");
                alice.page().fill("#deviceName", HOSTILE_TOO);
                alice.page().click("#kc-mfa-rename");
                assertMail(
                        mailbox,
                        2,
                        "The MFA device “" + HOSTILE + "” of your account alice is now called “" + HOSTILE_TOO + "”.");

                alice.page().click("[name=action][value=resync]");
                alice.page().fill("#code1", phone.next());
                alice.page().fill("#code2", phone.next());
                alice.page().click("#kc-mfa-resync");
                String device = "The MFA device “" + HOSTILE_TOO + "” ";
                assertMail(mailbox, 3, device + "of your account alice was resynced.");

                alice.page().click("[name=action][value=replace]");
                Phone fresh = alice.scan();
                alice.codes(fresh.next(), fresh.next()).sees("kc-mfa-devices");
                assertMail(mailbox, 4, device + "of your account alice was replaced with a new one.");

                alice.page().click("[name=action][value=remove]");
                alice.page().click("#kc-mfa-remove");
                alice.page().click("#kc-mfa-done");
                alice.isSignedIn();
                assertMail(mailbox, 5, device + "was removed from your account alice.");
            }
            assertEquals(5, mailbox.count());
        }
    }

    @Test
    void leaves_keycloak_s_own_mails_as_they_are() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .notOptedIn()
                    .mailsTo(mailbox)
                    .set("eventsListeners", List.of("email"))
                    .user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=UPDATE_PASSWORD").password("alice");
                alice.page().fill("#password-new", "other");
                alice.page().fill("#password-confirm", "other");
                alice.page().locator("[type=submit]").first().click();
                alice.isSignedIn();
            }
            assertTrue(mailbox.await(1).stream()
                    .anyMatch(mail -> mail.text().toLowerCase().contains("password")));
        }
    }

    @Test
    void says_when_it_was_in_the_user_s_zone_or_else_in_the_server_s_and_in_which() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .mailsTo(mailbox)
                    .set("eventsListeners", List.of("email"))
                    .user("alice")
                    .whose("zoneinfo", "Asia/Tokyo")
                    .user("bob")
                    .user("carol")
                    .whose("zoneinfo", "Nowhere/At all"));
            ZoneId server = ZoneId.systemDefault();
            Map<String, ZoneId> zones =
                    new TreeMap<>(Map.of("alice", ZoneId.of("Asia/Tokyo"), "bob", server, "carol", server));
            int count = 0;
            for (Map.Entry<String, ZoneId> user : zones.entrySet()) {
                try (Visitor visitor = new Visitor(realm)) {
                    visitor.open("&kc_action=MANAGE_MFA_DEVICES")
                            .password(user.getKey())
                            .assign("Phone");
                    String added =
                            visitor.page().locator("#kc-mfa-devices td").nth(1).innerText();
                    String now = moment(user.getValue());
                    assertTrue(added.endsWith(now.substring(now.lastIndexOf(' '))), added);
                    assertTrue(added.contains(now.substring(0, now.indexOf(':'))), added + " at " + now);
                    String text = mailbox.await(++count).get(count - 1).text();
                    assertTrue(
                            text.matches("(?s).*When: "
                                    + Pattern.quote(now.substring(0, now.indexOf(':'))) + ":\\d\\d\\h(AM|PM)"
                                    + now.substring(now.lastIndexOf(' ')) + "\\R.*"),
                            text);
                }
            }
        }
    }

    /** Now, such as "Nov 25, 2026, 2:05 PM UTC". */
    private static String moment(ZoneId zone) {
        return DateTimeFormatter.ofPattern("MMM d, uuuu, h:mm a z", Locale.ENGLISH)
                .format(ZonedDateTime.now(zone));
    }

    @Test
    void of_keycloak_s_own_that_asks_for_an_action_names_it_and_so_does_the_page_behind_its_link() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder().mailsTo(mailbox).user("alice"));
            AdminApi admin = TestServer.admin();
            admin.put(
                    "/" + realm + "/users/" + admin.userId(realm, "alice") + "/execute-actions-email",
                    List.of("ASSIGN_MFA_DEVICE", "MANAGE_MFA_DEVICES"));
            Mail mail = mailbox.await(1).get(0);
            for (String part : List.of(mail.text(), mail.html())) {
                assertTrue(part.contains("Assign MFA device"), part);
                assertTrue(part.contains("Manage MFA devices"), part);
                assertFalse(part.contains("requiredAction"), part);
            }
            try (Visitor alice = new Visitor(realm)) {
                alice.page().navigate(mail.link());
                String page = alice.page().locator("#kc-info-message").innerText();
                assertTrue(page.contains("Assign MFA device"), page);
                assertTrue(page.contains("Manage MFA devices"), page);
                assertFalse(page.contains("requiredAction"), page);
            }
        }
    }

    @Test
    void tells_of_a_name_that_was_changed_behind_the_product_s_back() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .mailsTo(mailbox)
                    .set("eventsListeners", List.of("email"))
                    .user("alice", RealmBuilder.stockDevice("Phone", "secret-alice")));
            Phone phone = Phone.ofKey("secret-alice");
            assertTrue(new HttpVisitor(realm)
                    .open("")
                    .password("alice")
                    .submit("otp", phone.next())
                    .isSignedIn());
            HttpResponse<String> answer = Http.api(
                    "PUT",
                    TestServer.get().url() + "/admin/realms/" + realm + "/users/"
                            + TestServer.admin().userId(realm, "alice") + "/credentials/"
                            + TestServer.admin().deviceId(realm, "alice", "Phone") + "/userLabel",
                    TestServer.admin().accessToken(),
                    HOSTILE_TOO,
                    "text/plain");
            assertEquals(204, answer.statusCode(), answer.body());
            assertTrue(new HttpVisitor(realm)
                    .open("")
                    .password("alice")
                    .submit("otp", phone.next())
                    .isSignedIn());
            assertMail(mailbox, 1, "The MFA device “phone” of your account alice is now called “" + HOSTILE_TOO + "”.");
            String text = mailbox.await(1).get(0).text();
            assertTrue(text.contains("By: you or an administrator"), text);
            // it was before this sign-in, and nobody knows when
            assertFalse(text.contains("When:"), text);
            JsonNode event =
                    TestServer.admin().events(realm, "UPDATE_CREDENTIAL").get(0);
            JsonNode details = event.get("details");
            assertEquals(
                    TestServer.admin().userId(realm, "alice"),
                    event.get("userId").asText());
            assertEquals("rename", details.get("mfa_operation").asText());
            assertEquals("phone", details.get("mfa_previous_name").asText());
            assertEquals(HOSTILE_TOO, details.get("credential_user_label").asText());
            assertEquals("otp", details.get("credential_type").asText());
            assertTrue(details.has("credential_id"), details.toString());
        }
    }

    private static void assertMail(Mailbox mailbox, int count, String sentence) {
        Mail mail = mailbox.await(count).get(count - 1);
        assertEquals("alice@example.com", mail.to());
        assertTrue(mail.subject().matches("Test & Söhne: \\S+: an MFA device was (added|re[a-z]+)"), mail.subject());
        assertTrue(mail.text().contains(sentence), mail.text());
        assertTrue(StringEscapeUtils.unescapeHtml4(mail.html()).contains(sentence), mail.html());
        assertFalse(mail.html().contains("<img"), mail.html());
        assertFalse(mail.html().contains("<b>"), mail.html());
    }
}
