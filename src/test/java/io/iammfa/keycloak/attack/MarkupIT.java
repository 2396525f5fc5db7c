package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.StringEscapeUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are markup, expressions or message formats, on every page that shows them. */
class MarkupIT {

    private static final AdminApi ADMIN = Site.ADMIN;
    private static final Site SITE = Site.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"><script>alert(1)</script>",
                "' onmouseover='alert(1)",
                "</title></textarea><svg onload=alert(1)>",
                "${7*7}${msg('doLogIn')}",
                "<#assign x=7>${x}[#assign y=7]",
                "{0} '{' {1,number} it''s",
                "javascript:alert(1)//",
                "&lt;b&gt;&#x27;",
            })
    void are_the_same_text_wherever_they_stand(String name) {
        String user = SITE.user();
        for (Site.Page page : Site.Page.values()) {
            String realm = page.realm(SITE);
            if (!page.devices().isEmpty() && !ADMIN.deviceNames(realm, user).contains(name)) {
                String device = ADMIN.devices(realm, user).get(0).get("id").asText();
                ADMIN.put("/" + realm + "/mfa-devices/" + device, Map.of("name", name));
            }
            HttpVisitor browser = page.open(SITE, user);
            assertHarmless(page, browser, name);
            // the name as it was typed, beside its error or not
            if (page == Site.Page.NAME || page == Site.Page.RENAME) {
                browser.submit("deviceName", name.repeat(8), "deviceId", red(realm, user, name));
                assertHarmless(page, browser, name);
                assertShown(browser, name);
            }
            for (String field : List.of("deviceId", "selectedCredentialId", "action", "deviceType", "otp", "code1")) {
                if (browser.hasForm()) {
                    browser.submit(field, name);
                    assertEquals(200, browser.status());
                    assertHarmless(page, browser, name);
                }
            }
            if (page == Site.Page.TABLE || page == Site.Page.RENAME || page == Site.Page.REMOVE) {
                assertShown(page.open(SITE, user), name);
            }
        }
        assertShown(Site.Page.SIGN_IN.open(SITE, user), name);
        assertShown(Site.Page.SIGN_IN_RESYNC.open(SITE, user), name);
        HttpVisitor codes = Site.Page.CODES.open(SITE, user).submit("deviceName", name + " 2");
        assertShown(codes, name + " 2");
        assertHarmless(Site.Page.CODES, codes, name);
    }

    private static String red(String realm, String user, String name) {
        return ADMIN.deviceId(realm, user, name);
    }

    private static void assertShown(HttpVisitor browser, String name) {
        assertTrue(StringEscapeUtils.unescapeHtml4(browser.html()).contains(name), browser.html());
    }

    private static void assertHarmless(Site.Page page, HttpVisitor browser, String name) {
        for (String markup : List.of("<script>alert", "<svg onload", "' onmouseover='", "onmouseover='alert(1)'")) {
            assertFalse(browser.html().contains(markup), page + " for " + name + browser.html());
        }
        assertFalse(browser.html().matches("(?s).*(href|src|action)=\"javascript:.*"), page.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"><script>alert(1)</script>", "${7*7}<#assign x=7>", "{0} '{' it''s"})
    void are_the_same_text_in_the_HTML_of_mails(String name) {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(new RealmBuilder()
                    .mailsTo(mailbox)
                    .set("eventsListeners", List.of("email"))
                    .user("alice", RealmBuilder.stockDevice("Red", "secret-red")));
            ADMIN.put("/" + realm + "/mfa-devices/" + ADMIN.deviceId(realm, "alice", "Red"), Map.of("name", name));
            String html = mailbox.await(1).get(0).html();
            assertTrue(StringEscapeUtils.unescapeHtml4(html).contains("“" + name + "”"), html);
            assertFalse(html.contains("<script"), html);
        }
    }
}
