package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mail about a change has a link by which its reader says that it was none of theirs. */
class DisavowIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Mailbox mailbox = new Mailbox();
    private final Phone red = Phone.ofKey("secret-red");

    @AfterEach
    void close() {
        mailbox.close();
    }

    private String realm() {
        return TestServer.create(new RealmBuilder()
                .mailsTo(mailbox)
                .set("eventsListeners", List.of("jboss-logging", "email"))
                .action("UPDATE_PASSWORD")
                .owner("alice"));
    }

    private String link(int mails) {
        return mailbox.await(mails).get(mails - 1).link();
    }

    /** Whoever has the password and a device, at the table of devices. */
    private Visitor manage(String realm) {
        return signIn(new Visitor(realm).open("&kc_action=MANAGE_MFA_DEVICES"), "Red", red);
    }

    private static Visitor signIn(Visitor visitor, String device, Phone phone) {
        visitor.password("alice").page().getByLabel(device).check();
        return visitor.code(phone.next());
    }

    private static String user(String realm) {
        return "/" + realm + "/users/" + ADMIN.userId(realm, "alice");
    }

    private static List<String> requiredActions(String realm) {
        return AdminApi.JSON.convertValue(ADMIN.get(user(realm)).get("requiredActions"), List.class);
    }

    private static HttpResponse<String> send(String method, String url) {
        return Http.send(HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_device_that_somebody_else_added_goes_and_so_does_whoever_is_signed_in(boolean scripts) {
        String realm = realm();
        try (Visitor thief = manage(realm)) {
            thief.page().click("#kc-mfa-assign");
            thief.assign("Theirs");
            thief.sees("kc-mfa-devices");
            thief.page().click("#kc-mfa-done");
            thief.isSignedIn();
        }
        String link = link(1);
        // programs that look for viruses
        assertEquals(200, send("GET", link).statusCode());
        assertEquals(200, send("HEAD", link).statusCode());
        assertEquals(3, ADMIN.deviceNames(realm, "alice").size());
        assertEquals(1, ADMIN.get(user(realm) + "/sessions").size());
        try (Visitor alice = new Visitor(realm, new Browser.NewContextOptions().setJavaScriptEnabled(scripts))) {
            alice.page().navigate(link);
            alice.sees("kc-mfa-disavow-form");
            assertThat(alice.page().locator("#kc-mfa-change"))
                    .hasText("The MFA device “Theirs” was added to your account alice.");
            assertThat(alice.page().locator(".mfa-facts")).containsText("you, signed in as alice");
            alice.screenshot("disavow-1-question");
            alice.page().click("#kc-mfa-disavow");
            assertThat(alice.page().locator("#kc-mfa-status")).containsText("not one of your MFA devices any more");
            alice.screenshot("disavow-2-done");
            assertEquals(
                    List.of(),
                    alice.page().context().cookies().stream()
                            .filter(cookie -> cookie.name.startsWith("KEYCLOAK_IDENTITY"))
                            .toList());
            alice.page().navigate(link);
            assertFalse(alice.isAt("kc-mfa-disavow-form"));
            assertThat(alice.page().locator("body")).containsText("was taken back before");
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
        assertEquals(0, ADMIN.get(user(realm) + "/sessions").size());
        assertEquals(List.of("UPDATE_PASSWORD"), requiredActions(realm));
        JsonNode told = ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL_ERROR");
        assertEquals("mfa_disavowed", told.get("error").asText());
        assertEquals("assign", told.at("/details/mfa_operation").asText());
        assertEquals("Theirs", told.at("/details/credential_user_label").asText());
        try (Visitor alice = new Visitor(realm)) {
            signIn(alice.open(), "Red", red).page().fill("#password-new", "fresh");
            alice.page().fill("#password-confirm", "fresh");
            alice.page().locator("[type=submit]").first().click();
            alice.isSignedIn();
        }
    }

    @Test
    void a_device_that_was_removed_or_replaced_or_renamed_is_as_it_was() {
        String realm = realm();
        Phone green = Phone.ofKey("secret-green");
        try (Visitor thief = manage(realm)) {
            thief.press("Green", "remove").page().click("#kc-mfa-remove");
            disavow(link(1), "is one of your MFA devices again");
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
        forgive(realm);
        try (Visitor alice = new Visitor(realm)) {
            signIn(alice.open(), "Green", green).isSignedIn();
        }
        try (Visitor thief = signIn(new Visitor(realm).open("&kc_action=MANAGE_MFA_DEVICES"), "Green", green)) {
            thief.press("Red", "replace");
            Phone fresh = thief.scan();
            thief.codes(fresh.next(), fresh.next()).sees("kc-mfa-devices");
            disavow(link(2), "is one of your MFA devices again");
        }
        forgive(realm);
        try (Visitor thief = signIn(new Visitor(realm).open("&kc_action=MANAGE_MFA_DEVICES"), "Green", green)) {
            thief.press("Red", "rename").page().fill("#deviceName", "Blue");
            thief.page().click("#kc-mfa-rename");
            thief.sees("kc-mfa-devices");
            disavow(link(3), "has its old name again");
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
    }

    private void disavow(String link, String answer) {
        try (Visitor alice = new Visitor("master")) {
            alice.page().navigate(link);
            alice.page().click("#kc-mfa-disavow");
            assertThat(alice.page().locator("#kc-mfa-status")).containsText(answer);
        }
    }

    private static void forgive(String realm) {
        ADMIN.put(user(realm), Map.of("requiredActions", List.of()));
    }

    @Test
    void what_an_admin_did_is_told_and_taken_back_save_for_a_reset() {
        String realm = realm();
        ADMIN.post("/" + realm + "/mfa-devices/reset", Map.of("userId", ADMIN.userId(realm, "alice")));
        assertEquals(List.of(), ADMIN.deviceNames(realm, "alice"));
        assertEquals(List.of("ASSIGN_MFA_DEVICE"), requiredActions(realm));
        try (Visitor alice = new Visitor(realm)) {
            alice.page().navigate(link(1));
            assertThat(alice.page().locator(".mfa-facts")).containsText("an administrator");
            alice.page().click("#kc-mfa-disavow");
            assertThat(alice.page().locator("#kc-mfa-status")).containsText("None of your devices");
        }
        // the devices may be in the hands of whoever reads this mail
        assertEquals(List.of(), ADMIN.deviceNames(realm, "alice"));
        assertEquals(
                "mfa_disavowed",
                ADMIN.lastEvent(realm, "UPDATE_CREDENTIAL_ERROR").get("error").asText());
        ADMIN.delete("/" + realm + "/mfa-devices/" + assigned(realm));
        disavow(link(3), "is one of your MFA devices again");
    }

    /** A device that an admin assigns, by its id. */
    private static String assigned(String realm) {
        JsonNode pending = ADMIN.json(
                "POST", "/" + realm + "/mfa-devices", Map.of("userId", ADMIN.userId(realm, "alice"), "name", "Phone"));
        Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
        String id = pending.get("id").asText();
        ADMIN.post(
                "/" + realm + "/mfa-devices/" + id + "/enable", Map.of("code1", phone.next(), "code2", phone.next()));
        return id;
    }

    @Test
    void a_temporary_pass_that_was_not_asked_for_is_void_then() {
        String realm = realm();
        JsonNode pass = ADMIN.pass(realm, "alice");
        disavow(link(1), "None of your devices");
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").code(pass.get("code").asText()).seesError("otp", "Invalid");
        }
    }

    @Test
    void sessions_of_applications_that_act_while_the_user_is_away_end_too() {
        String realm = realm();
        String offline;
        try (Visitor thief = new Visitor(realm)) {
            thief.page()
                    .navigate(Tokens.authorizationUrl(TestServer.get().url(), realm)
                            .replace("scope=openid", "scope=openid%20offline_access"));
            signIn(thief, "Red", red).isSignedIn();
            offline = Tokens.refreshToken(
                    TestServer.get().url(), realm, thief.page().url());
        }
        assertEquals(200, Tokens.refresh(TestServer.get().url(), realm, offline).statusCode());
        try (Visitor thief = manage(realm)) {
            thief.press("Green", "remove").page().click("#kc-mfa-remove");
            disavow(link(1), "is one of your MFA devices again");
        }
        assertEquals(400, Tokens.refresh(TestServer.get().url(), realm, offline).statusCode());
    }

    @Test
    void a_link_that_is_too_old_forged_or_of_another_realm_or_purpose_does_nothing() {
        String realm = realm();
        String token;
        try (Visitor thief = manage(realm)) {
            thief.press("Green", "remove").page().click("#kc-mfa-remove");
            thief.sees("kc-mfa-devices").page().click("#kc-mfa-done");
            token = thief.accessToken();
        }
        String link = link(1);
        String other = TestServer.create(new RealmBuilder().user("alice"));
        String key = link.substring(link.indexOf('=') + 1);
        String page = link.substring(0, link.indexOf('=') + 1);
        for (String bad : List.of(
                page,
                page + "x",
                page + key.substring(0, key.length() - 4) + "AAAA",
                page + token,
                link.substring(0, link.indexOf('?')),
                link.replace("/realms/" + realm + "/", "/realms/" + other + "/"))) {
            HttpResponse<String> answer = send("GET", bad);
            assertEquals(400, answer.statusCode(), bad);
            assertTrue(answer.body().contains("This link is not valid"), answer.body());
            String[] address = bad.split("\\?key=", -1);
            HttpResponse<String> posted = Http.send(HttpRequest.newBuilder(URI.create(address[0]))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "action=disavow" + (address.length > 1 ? "&key=" + address[1] : "")))
                    .build());
            assertEquals(400, posted.statusCode(), bad);
        }
        try (MovedClock clock =
                TestServer.moveClock(Duration.ofDays(7).plusMinutes(1).toSeconds())) {
            assertEquals(400, send("GET", link).statusCode());
        }
        assertEquals(List.of("Red"), ADMIN.deviceNames(realm, "alice"));
        assertEquals(List.of(), requiredActions(realm));
    }

    @Test
    void who_has_lost_the_device_again_since_is_told_that_there_is_nothing_to_take_back() {
        String realm = realm();
        try (Visitor thief = manage(realm)) {
            thief.page().click("#kc-mfa-assign");
            thief.assign("Theirs");
            thief.sees("kc-mfa-devices").press("Theirs", "remove").page().click("#kc-mfa-remove");
            thief.sees("kc-mfa-devices");
        }
        mailbox.await(2);
        disavow(link(1), "not one of your MFA devices any more");
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
    }

    @Test
    void who_still_stands_on_a_page_of_the_sign_in_does_not_get_through() {
        String realm = realm();
        JsonNode pass = ADMIN.pass(realm, "alice");
        try (Visitor thief = new Visitor(realm);
                Visitor other = manage(realm)) {
            thief.open().password("alice").code(pass.get("code").asText()).sees("kc-mfa-name-form");
            mailbox.await(2);
            pause();
            disavow(link(2), "None of your devices");
            thief.page().click("#kc-mfa-later");
            assertThat(thief.page().locator("body")).containsText("timeout");
            other.press("Green", "remove").sees("kc-mfa-proof-form");
        }
        assertEquals(0, ADMIN.get(user(realm) + "/sessions").size());
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
    }

    /** To the next second, which is as much as Keycloak tells apart. */
    private static void pause() {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        while (Instant.now().truncatedTo(ChronoUnit.SECONDS).equals(start)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void both_clicks_of_a_double_click_take_it_back_once() throws Exception {
        String realm = realm();
        try (Visitor thief = manage(realm)) {
            thief.press("Green", "remove").page().click("#kc-mfa-remove");
            thief.sees("kc-mfa-devices");
        }
        String link = link(1);
        String[] address = link.split("\\?key=", -1);
        AtOnce.each(
                List.of(1, 2, 3, 4),
                i -> Http.send(HttpRequest.newBuilder(URI.create(address[0]))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("action=disavow&key=" + address[1]))
                        .build()));
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "alice"));
        assertEquals(1, ADMIN.events(realm, "UPDATE_CREDENTIAL_ERROR").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%00",
                "%ff",
                "..",
                "a.b.c",
                "eyJhbGciOiJub25lIn0.e30.",
                "%F0%9F%94%91",
                "'",
                "<script>",
                "${7*7}",
                "=&key=x"
            })
    void whatever_is_sent_is_no_error_of_the_server(String key) {
        String realm = TestServer.create(new RealmBuilder());
        String page = TestServer.get().url() + "/realms/" + realm + "/mfa-disavow";
        assertTrue(send("GET", page + "?key=" + key.replaceAll("[<>'${}]", "x")).statusCode() < 500);
        for (String body : List.of("key=" + key, "key=" + key + "&action=" + key, "action=disavow", "", "&&&", "key")) {
            HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(URI.create(page))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build());
            assertTrue(answer.statusCode() < 500, body + " was answered with " + answer.statusCode());
            assertFalse(answer.body().contains("<script>" + "x"));
        }
        assertEquals(400, send("GET", page + "?key=" + "x".repeat(5000)).statusCode());
    }

    @Test
    void a_realm_that_did_not_opt_in_has_no_such_page() {
        String realm = TestServer.create(new RealmBuilder().notOptedIn());
        assertEquals(
                400,
                send("GET", TestServer.get().url() + "/realms/" + realm + "/mfa-disavow?key=x")
                        .statusCode());
    }
}
