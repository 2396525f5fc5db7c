package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.Mailbox.Mail;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With Keycloak's e-mail event listener on, users hear of every change, by a real mail. */
class MailIT {

    private static final String HOSTILE = "<img src=x> {0} & Söhne";

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
                assertMail(mailbox, 1, "was added to your account alice", HOSTILE);

                alice.page().click("[name=action][value=rename]");
                alice.page().fill("#deviceName", "Phone");
                alice.page().click("#kc-mfa-rename");
                Mail renamed = assertMail(mailbox, 2, "is now called “Phone”", HOSTILE);
                assertTrue(renamed.text().contains(HOSTILE));

                alice.page().click("[name=action][value=resync]");
                alice.page().fill("#code1", phone.next());
                alice.page().fill("#code2", phone.next());
                alice.page().click("#kc-mfa-resync");
                assertMail(mailbox, 3, "was resynced", "Phone");

                alice.page().click("[name=action][value=replace]");
                Phone fresh = alice.scan();
                alice.codes(fresh.next(), fresh.next()).sees("kc-mfa-devices");
                assertMail(mailbox, 4, "was replaced by a new one", "Phone");

                alice.page().click("[name=action][value=remove]");
                alice.page().click("#kc-mfa-remove");
                alice.page().click("#kc-mfa-done");
                alice.isSignedIn();
                assertMail(mailbox, 5, "was removed from your account alice", "Phone");
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

    private static Mail assertMail(Mailbox mailbox, int count, String words, String device) {
        Mail mail = mailbox.await(count).get(count - 1);
        assertEquals("alice@example.com", mail.to());
        assertEquals("Your MFA devices have changed", mail.subject());
        assertTrue(mail.text().contains(words), mail.text());
        assertTrue(mail.text().contains(device), mail.text());
        assertTrue(mail.html().contains(words), mail.html());
        assertFalse(mail.html().contains("<img"), mail.html());
        return mail;
    }
}
