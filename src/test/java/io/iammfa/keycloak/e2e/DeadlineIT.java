package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.LinkedAccount;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who may sign in without a device until a date, by every way that leads in. */
@Tag("older")
class DeadlineIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private static RealmBuilder realm(int days) {
        return new RealmBuilder()
                .policy("grace-days", String.valueOf(days))
                .directGrant("mfa-direct-grant")
                // sessions go on for as long as the clock is moved
                .set("ssoSessionIdleTimeout", 99 * DAY)
                .set("ssoSessionMaxLifespan", 99 * DAY)
                .set("accessCodeLifespanLogin", 99 * DAY)
                .set("accessCodeLifespanUserAction", 99 * DAY)
                .set("clientSessionIdleTimeout", 0)
                .user("dave");
    }

    private static HttpVisitor opens(String realm) {
        return new HttpVisitor(realm).open("").password("dave");
    }

    private static boolean asks(HttpVisitor browser) {
        return browser.html().contains("kc-mfa-deadline-form");
    }

    private static boolean isWizard(HttpVisitor browser) {
        return browser.html().contains("kc-mfa-name-form");
    }

    private static HttpResponse<String> grants(String realm, String... more) {
        return Tokens.password(TestServer.get().url(), realm, "dave", more);
    }

    private static void policy(String realm, String days) {
        ADMIN.policy(realm, "grace-days", days);
    }

    @Test
    void the_page_comes_once_a_day_until_the_last_and_then_the_wizard() {
        String realm = TestServer.create(realm(3));
        assertTrue(asks(opens(realm)));
        HttpVisitor browser = opens(realm);
        assertTrue(asks(browser));
        assertTrue(browser.submit("action", "later").isSignedIn(), browser.html());
        assertTrue(opens(realm).isSignedIn(), "asked once a day");
        try (MovedClock clock = TestServer.moveClock(DAY + 60)) {
            browser = opens(realm);
            assertTrue(asks(browser));
            assertFalse(browser.html().contains("last time"));
            assertTrue(browser.submit("action", "later").isSignedIn());
        }
        try (MovedClock clock = TestServer.moveClock(2 * DAY + 120)) {
            browser = opens(realm);
            assertTrue(asks(browser));
            assertTrue(browser.html().contains("last time"), browser.html());
            assertTrue(browser.submit("action", "later").isSignedIn());
        }
        try (MovedClock clock = TestServer.moveClock(3 * DAY + 180)) {
            browser = opens(realm);
            assertTrue(isWizard(browser), browser.html());
            assertFalse(browser.submit("action", "later").isSignedIn(), "forged");
            browser.assign("Phone");
            assertTrue(browser.isSignedIn());
        }
    }

    @Test
    void who_assigns_a_device_from_the_page_is_done() {
        String realm = TestServer.create(realm(3));
        HttpVisitor browser = opens(realm).submit("action", "assign");
        assertTrue(isWizard(browser));
        browser.assign("Phone");
        assertTrue(browser.isSignedIn());
        JsonNode notes = ADMIN.get("/" + realm + "/users/" + ADMIN.userId(realm, "dave") + "/sessions");
        assertEquals(1, notes.size());
        assertTrue(opens(realm).html().contains("kc-otp-login-form"));
    }

    @Test
    void who_was_let_in_without_a_device_is_out_once_there_is_one() {
        String realm = TestServer.create(realm(3));
        HttpVisitor thief = opens(realm).submit("action", "later");
        assertTrue(thief.open("").isSignedIn());
        try (MovedClock clock = TestServer.moveClock(DAY + 60)) {
            HttpVisitor late = opens(realm);
            assertTrue(asks(late));
            opens(realm).submit("action", "assign").assign("Phone");
            assertFalse(thief.open("").isSignedIn(), "without a device still");
            assertFalse(late.submit("action", "later").isSignedIn(), "the page was open meanwhile");
            assertTrue(late.html().contains("kc-mfa-proof-form"), late.html());
        }
    }

    @Test
    void a_shorter_time_holds_at_once_and_so_does_none() {
        String realm = TestServer.create(realm(30));
        assertTrue(opens(realm).submit("action", "later").isSignedIn());
        try (MovedClock clock = TestServer.moveClock(5 * DAY)) {
            assertTrue(asks(opens(realm)));
            policy(realm, "5");
            assertTrue(isWizard(opens(realm)));
            policy(realm, "6");
            assertTrue(asks(opens(realm)));
            policy(realm, "0");
            assertTrue(isWizard(opens(realm)));
        }
    }

    @Test
    void the_clock_does_not_start_again_when_a_device_is_removed_or_the_realm_opts_out_and_in() {
        String realm = TestServer.create(realm(3));
        assertTrue(asks(opens(realm)));
        HttpVisitor browser = opens(realm).submit("action", "assign");
        browser.assign("Phone");
        try (MovedClock clock = TestServer.moveClock(4 * DAY)) {
            ADMIN.delete("/" + realm + "/users/" + ADMIN.userId(realm, "dave") + "/credentials/"
                    + ADMIN.deviceId(realm, "dave", "Phone"));
            assertTrue(isWizard(opens(realm)), "by Keycloak's own call");
            String action = "/" + realm + "/authentication/required-actions/ASSIGN_MFA_DEVICE";
            for (boolean enabled : new boolean[] {false, true}) {
                ADMIN.put(action, ((ObjectNode) ADMIN.get(action)).put("enabled", enabled));
            }
            assertTrue(isWizard(opens(realm)));
        }
    }

    @Test
    void a_session_that_was_let_in_without_a_device_goes_on_until_the_date_and_no_longer() {
        String realm = TestServer.create(realm(3));
        HttpVisitor browser = opens(realm).submit("action", "later");
        assertTrue(browser.open("").isSignedIn(), browser.html());
        try (MovedClock clock = TestServer.moveClock(2 * DAY)) {
            assertTrue(browser.open("").isSignedIn(), browser.html());
        }
        try (MovedClock clock = TestServer.moveClock(3 * DAY + 60)) {
            assertTrue(isWizard(browser.open("")), browser.html());
            assertTrue(isWizard(browser.open("&prompt=none")) || !browser.url().contains("code="), browser.url());
            // a change of the password wants a sign-in that is new
            browser.open("&kc_action=UPDATE_PASSWORD").submit("password", "dave");
            assertFalse(browser.isSignedIn());
            assertTrue(isWizard(browser), browser.html());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void tokens_of_such_a_session_are_renewed_until_the_date_and_no_longer(String scope) {
        String server = TestServer.get().url();
        String realm =
                TestServer.create(realm(3).set("enabledEventTypes", List.of("REFRESH_TOKEN", "REFRESH_TOKEN_ERROR"))
                        .user("erin", RealmBuilder.stockDevice("Red", "secret-red")));
        String dave =
                Tokens.json(grants(realm, "scope", scope)).get("refresh_token").asText();
        String erin = Tokens.json(Tokens.password(
                        server,
                        realm,
                        "erin",
                        "scope",
                        scope,
                        "totp",
                        Phone.ofKey("secret-red").next()))
                .get("refresh_token")
                .asText();
        try (MovedClock clock = TestServer.moveClock(2 * DAY)) {
            assertEquals(200, Tokens.refresh(server, realm, dave).statusCode());
        }
        try (MovedClock clock = TestServer.moveClock(3 * DAY + 60)) {
            HttpResponse<String> refused = Tokens.refresh(server, realm, dave);
            assertEquals(400, refused.statusCode(), refused.body());
            assertEquals("invalid_grant", Tokens.json(refused).get("error").asText());
            assertFalse(refused.body().contains("_token\""), refused.body());
            assertEquals(
                    "mfa_overdue",
                    ADMIN.lastEvent(realm, "REFRESH_TOKEN_ERROR").get("error").asText());
            assertEquals(1, ADMIN.events(realm, "REFRESH_TOKEN").size(), "the one before");
            assertEquals(200, Tokens.refresh(server, realm, erin).statusCode());
            ADMIN.put(
                    "/" + realm + "/mfa-devices/deadlines/" + ADMIN.userId(realm, "dave"),
                    Map.of("until", Instant.now().plusSeconds(5 * DAY).toString(), "reason", "ill"));
            assertEquals(200, Tokens.refresh(server, realm, dave).statusCode(), "given time");
        }
    }

    @Test
    void starting_the_sign_in_again_leads_nowhere_else() {
        String realm = TestServer.create(realm(3));
        HttpVisitor browser = opens(realm);
        String restart = "/realms/" + realm + "/login-actions/restart?client_id=app&tab_id="
                + browser.formAction().replaceAll(".*tab_id=([^&]*).*", "$1");
        assertTrue(asks(browser));
        browser.follow(restart);
        assertFalse(browser.isSignedIn());
        assertTrue(asks(browser.password("dave")));
        try (MovedClock clock = TestServer.moveClock(3 * DAY + 60)) {
            browser.submit("action", "later");
            assertTrue(isWizard(browser), "the page was open over the date");
            browser.follow(restart);
            assertFalse(browser.isSignedIn());
            assertTrue(isWizard(browser.password("dave")));
            browser.follow(restart + "&skip_logout=true");
            assertFalse(browser.isSignedIn());
            assertTrue(isWizard(browser.password("dave")));
        }
    }

    @Test
    void a_direct_grant_stands_as_the_browser_does() {
        String realm = TestServer.create(realm(3).policy("grace-skips", "2"));
        assertEquals(200, grants(realm).statusCode(), "the clock starts");
        assertEquals(200, grants(realm, "totp", "123456").statusCode());
        try (MovedClock clock = TestServer.moveClock(DAY + 60)) {
            assertEquals(200, grants(realm).statusCode());
        }
        try (MovedClock clock = TestServer.moveClock(2 * DAY + 120)) {
            assertEquals(400, grants(realm).statusCode(), "put off twice");
            assertTrue(isWizard(opens(realm)));
        }
    }

    @Test
    void an_application_is_told_that_nothing_stood_beside_the_password() throws Exception {
        RealmBuilder builder = realm(3);
        String realm = TestServer.create(builder);
        String client = ADMIN.clientId(realm, "app");
        for (String note : List.of("mfa_present", "mfa_deadline")) {
            ADMIN.post("/" + realm + "/clients/" + client + "/protocol-mappers/models", RealmBuilder.note(note));
        }
        long date = MovedClock.now().getEpochSecond() + 3 * DAY;
        JsonNode claims = Tokens.claims(opens(realm).submit("action", "later").accessToken());
        assertFalse(claims.get("mfa_present").asBoolean(true));
        assertEquals(date, claims.get("mfa_deadline").asLong(), 60);
        claims = Tokens.claims(
                AdminApi.JSON.readTree(grants(realm).body()).get("access_token").asText());
        assertFalse(claims.get("mfa_present").asBoolean(true));
        HttpVisitor browser = opens(realm);
        try (MovedClock clock = TestServer.moveClock(DAY + 60)) {
            browser = opens(realm).submit("action", "assign");
            browser.assign("Phone");
            claims = Tokens.claims(browser.accessToken());
            assertTrue(claims.get("mfa_present").asBoolean());
        }
    }

    @Test
    void who_forgot_the_password_is_asked_as_well() {
        try (Mailbox mailbox = new Mailbox()) {
            String realm = TestServer.create(realm(3).mailsTo(mailbox).set("resetPasswordAllowed", true));
            String flows = "/" + realm + "/authentication/flows";
            ADMIN.post(flows + "/reset%20credentials/copy", Map.of("newName", "reset"));
            ADMIN.post(flows + "/reset/executions/execution", Map.of("provider", "mfa-device-form"));
            for (JsonNode step : ADMIN.get(flows + "/reset/executions")) {
                if (step.path("providerId").asText().equals("mfa-device-form")) {
                    ADMIN.put(flows + "/reset/executions", ((ObjectNode) step).put("requirement", "REQUIRED"));
                }
            }
            ADMIN.put("/" + realm, Map.of("resetCredentialsFlow", "reset"));
            assertTrue(asks(reset(realm, mailbox, 1)));
            try (MovedClock clock = TestServer.moveClock(3 * DAY + 60)) {
                assertTrue(isWizard(reset(realm, mailbox, 2)));
            }
        }
    }

    private static HttpVisitor reset(String realm, Mailbox mailbox, int mails) {
        HttpVisitor browser = new HttpVisitor(realm).open("");
        String tab = browser.formAction().replaceAll(".*tab_id=([^&]*).*", "$1");
        browser.follow("/realms/" + realm + "/login-actions/reset-credentials?client_id=app&tab_id=" + tab);
        browser.submit("username", "dave");
        browser.follow(mailbox.await(mails).get(mails - 1).link());
        for (int pages = 0; pages < 2 && browser.html().contains("password-new"); pages++) {
            browser.submit("password-new", "dave", "password-confirm", "dave");
        }
        return browser;
    }

    @Test
    void who_comes_from_an_identity_provider_is_asked_as_well() {
        LinkedAccount elsewhere = new LinkedAccount(TestServer.get().url(), ADMIN);
        String provider = elsewhere.elsewhere("mallory");
        Map<String, Object> representation =
                new HashMap<>(LinkedAccount.provider(TestServer.get().url(), provider));
        String realm = TestServer.create(realm(3).set("identityProviders", List.of(representation)));
        String flows = "/" + realm + "/authentication/flows";
        ADMIN.post(flows, Map.of("alias", "after", "providerId", "basic-flow", "topLevel", true, "builtIn", false));
        ADMIN.post(flows + "/after/executions/execution", Map.of("provider", "mfa-device-form"));
        for (JsonNode step : ADMIN.get(flows + "/after/executions")) {
            ADMIN.put(flows + "/after/executions", ((ObjectNode) step).put("requirement", "REQUIRED"));
        }
        representation.put("postBrokerLoginFlowAlias", "after");
        ADMIN.put("/" + realm + "/identity-provider/instances/elsewhere", representation);
        HttpVisitor browser =
                LinkedAccount.choose(new HttpVisitor(realm).open("")).password("mallory");
        assertTrue(asks(browser), browser.html());
        assertTrue(browser.submit("action", "later").isSignedIn(), browser.html());
        try (MovedClock clock = TestServer.moveClock(3 * DAY + 60)) {
            browser = LinkedAccount.choose(new HttpVisitor(realm).open("")).password("mallory");
            assertTrue(isWizard(browser), browser.html());
        }
    }

    @Test
    void who_asks_for_the_wizard_gets_it() {
        String realm = TestServer.create(realm(3));
        HttpVisitor browser =
                new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("dave");
        assertTrue(asks(browser), "the flow asks as well");
        assertTrue(browser.submit("action", "later").isSignedIn(), browser.html());
        assertTrue(browser.url().contains("kc_action_status=cancelled"), browser.url());
        browser.open("&kc_action=ASSIGN_MFA_DEVICE");
        assertTrue(isWizard(browser), browser.html());
        ADMIN.put(
                "/" + realm + "/users/" + ADMIN.userId(realm, "dave"),
                Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
        assertTrue(isWizard(opens(realm)));
    }

    @Test
    void the_page_is_plain_to_see_and_to_leave() {
        String realm = TestServer.create(realm(14));
        try (Visitor dave = new Visitor(realm)) {
            dave.open().password("dave").sees("kc-mfa-deadline-form");
            dave.screenshot("deadline");
            dave.page().keyboard().press("Tab");
            dave.page().click("#kc-mfa-deadline-later");
            dave.isSignedIn();
        }
    }
}
