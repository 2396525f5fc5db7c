package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Documented;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is late, and the time that admins give. */
@Tag("database")
class DeadlinesIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private String realm;

    @BeforeEach
    void createRealm() {
        realm = TestServer.create(new RealmBuilder()
                .policy("grace-days", "10")
                .policy("user-rules", "true")
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .user("early")
                .user("late")
                .user("never")
                .owner("owner"));
    }

    /** With a token of the moment, wherever the clock stands. */
    private DeviceApi api() {
        return DeviceApi.asAdmin(realm);
    }

    private HttpVisitor opens(String user) {
        return new HttpVisitor(realm).open("").password(user);
    }

    private String path(String user) {
        return "/deadlines/" + ADMIN.userId(realm, user);
    }

    private String state(String user) {
        return api().get(path(user)).expect(200).json().get("state").asText();
    }

    private List<String> listed(String state) {
        return api().get("/deadlines?state=" + state).expect(200).json().findValuesAsText("username").stream()
                .sorted()
                .toList();
    }

    private DeviceApi.Answer extend(String user, Object until, Object reason) {
        Map<String, Object> body = new HashMap<>();
        body.put("until", until);
        body.put("reason", reason);
        return api().put(path(user), body);
    }

    private static String inDays(double days) {
        return MovedClock.now().plusSeconds(Math.round(days * DAY)).toString();
    }

    @Test
    void users_are_in_grace_then_due_within_a_week_then_overdue_and_given_time_in_grace_again() {
        opens("late");
        assertEquals(List.of("late"), listed("grace"));
        assertEquals(List.of(), listed("week"));
        try (MovedClock clock = TestServer.moveClock(5 * DAY)) {
            opens("early");
            opens("owner");
            assertEquals(List.of("early", "late"), listed("grace"));
            assertEquals(List.of("late"), listed("week"));
            assertEquals(List.of(), listed("overdue"));
        }
        try (MovedClock clock = TestServer.moveClock(11 * DAY)) {
            assertEquals(List.of("early"), listed("grace"));
            assertEquals(List.of("early"), listed("week"));
            assertEquals(List.of("late"), listed("overdue"));
            assertEquals("overdue", state("late"));
            assertEquals("free", state("owner"));
            assertEquals("grace", state("never"));
            JsonNode given = extend("late", inDays(20), "On leave").expect(200).json();
            assertEquals("grace", given.get("state").asText());
            assertEquals(given.get("extendedUntil"), given.get("deadline"));
            assertEquals(List.of("early", "late"), listed("grace"));
            assertTrue(opens("late").submit("action", "later").isSignedIn());
            extend("late", null, null).expect(200);
            assertEquals("overdue", state("late"));
            assertFalse(opens("late").submit("action", "later").isSignedIn());
        }
        String events = ADMIN.get("/" + realm + "/admin-events?resourcePath=mfa-devices/deadlines*")
                .toString();
        assertTrue(events.contains("On leave"), events);
        for (int max : new int[] {1, 2}) {
            try (MovedClock clock = TestServer.moveClock(5 * DAY)) {
                DeviceApi.Answer page = api().get("/deadlines?max=" + max).expect(200);
                assertEquals(max, page.json().size());
                assertEquals(max == 1, page.header("Link").contains("marker="));
            }
        }
    }

    @Test
    void what_can_not_be_used_is_refused_and_changes_nothing() {
        for (Object until : new Object[] {inDays(-1), inDays(91), "soon", "2027-01-31", "", 5, true, List.of()}) {
            extend("late", until, "Why not").expect(400, "ValidationError");
        }
        for (Object reason : new Object[] {null, "", " ", "a\nb", "x".repeat(256), 5}) {
            extend("late", inDays(5), reason).expect(400, "ValidationError");
        }
        api().get("/deadlines?state=late").expect(400, "ValidationError").saying("state");
        api().get("/deadlines?marker=x").expect(400, "ValidationError");
        api().get("/deadlines?who=x").expect(400, "ValidationError");
        api().get("/deadlines/no-such-user").expect(404, "NoSuchEntity");
        api().put("/deadlines/no-such-user", "{\"until\":null}").expect(404, "NoSuchEntity");
        JsonNode late = api().get(path("late")).expect(200).json();
        assertFalse(late.has("extendedUntil"), late.toString());
        assertFalse(late.has("deadline"), late.toString());
    }

    @Test
    void who_may_view_users_sees_and_who_may_manage_them_gives_time_but_not_to_themselves() {
        realm = TestServer.create(new RealmBuilder()
                .policy("grace-days", "10")
                .passwordOnly()
                .user("boss")
                .user("viewer")
                .user("nobody"));
        ADMIN.allow(realm, "boss", "manage-users");
        ADMIN.allow(realm, "viewer", "view-users");
        Map<String, String> body = Map.of("until", inDays(5), "reason", "Ill");
        for (String user : List.of("boss", "viewer", "nobody")) {
            DeviceApi as = new DeviceApi(
                    realm, DeviceApi.token(realm, "client_id", "app", "username", user, "password", user));
            as.get("/deadlines").expect(user.equals("nobody") ? 403 : 200);
            as.get(path("viewer")).expect(user.equals("nobody") ? 403 : 200);
            as.put(path("viewer"), body).expect(user.equals("boss") ? 200 : 403);
            as.put(path("boss"), body).expect(403);
        }
        new DeviceApi(realm, null).get("/deadlines").expect(401);
    }

    private void group(String name, String member, String attribute, String value) {
        String group = Stream.of(name)
                .peek(created -> ADMIN.post(
                        "/" + realm + "/groups",
                        Map.of("name", created, "attributes", Map.of(attribute, List.of(value)))))
                .map(created -> ADMIN.get("/" + realm + "/groups?exact=true&search=" + created)
                        .get(0)
                        .get("id")
                        .asText())
                .findFirst()
                .orElseThrow();
        ADMIN.put("/" + realm + "/users/" + ADMIN.userId(realm, member) + "/groups/" + group, Map.of());
    }

    private void role(String name, String member, String attribute, String value) {
        ADMIN.post("/" + realm + "/roles", Map.of("name", name));
        Map<String, Object> role = new HashMap<>(Map.of("name", name));
        role.put("attributes", Map.of(attribute, List.of(value)));
        ADMIN.put("/" + realm + "/roles/" + name, role);
        ADMIN.post(
                "/" + realm + "/users/" + ADMIN.userId(realm, member) + "/role-mappings/realm",
                List.of(ADMIN.get("/" + realm + "/roles/" + name)));
    }

    @Test
    void the_strictest_rule_of_groups_and_roles_decides_and_is_named() {
        group("staff", "late", "mfa.grace-days", "7");
        group("payroll", "late", "mfa.grace-days", "3");
        role("auditor", "late", "mfa.grace-days", "5");
        role("generous", "early", "mfa.grace-days", "300");
        role("broken", "early", "mfa.max-devices", "many");
        assertTrue(opens("late").html().contains("kc-mfa-deadline-form"));
        opens("early");
        JsonNode late = api().get(path("late")).expect(200).json();
        assertEquals("group /payroll", late.at("/rules/grace-days").asText(), late.toString());
        assertEquals(
                Duration.ofDays(3),
                Duration.between(
                        Instant.parse(late.get("firstAskedAt").asText()),
                        Instant.parse(late.get("deadline").asText())));
        assertEquals(0, api().get(path("early")).expect(200).json().get("rules").size());
        assertEquals(List.of("late"), listed("week"));
        try (MovedClock clock = TestServer.moveClock(4 * DAY)) {
            assertEquals(List.of("late"), listed("overdue"));
            assertFalse(opens("late").submit("action", "later").isSignedIn());
            assertTrue(opens("early").submit("action", "later").isSignedIn());
        }
    }

    @Test
    void a_user_who_has_to_own_two_devices_is_asked_for_the_second_with_the_same_grace() {
        group("admins", "never", "mfa.min-devices", "2");
        Phone phone = api().enabled("never", "Phone", Map.of()).phone();
        HttpVisitor browser = opens("never").submit("otp", phone.next());
        assertTrue(browser.html().contains("kc-mfa-deadline-form"), browser.html());
        assertTrue(browser.html().contains("at least 2"), browser.html());
        assertTrue(browser.submit("action", "later").isSignedIn());
        assertEquals(List.of("never"), listed("grace"));
        try (MovedClock clock = TestServer.moveClock(11 * DAY)) {
            assertEquals("overdue", state("never"));
            Phone later = Phone.ofUri(phone.uri().toString());
            browser = opens("never").submit("otp", later.next());
            assertTrue(browser.html().contains("kc-mfa-name-form"), browser.html());
            browser.assign("Tablet");
            assertTrue(browser.isSignedIn(), browser.html());
            assertEquals("free", state("never"));
        }
    }

    @Test
    void one_of_two_devices_is_enough_for_a_direct_grant_until_the_date() {
        realm = TestServer.create(new RealmBuilder()
                .policy("grace-days", "10")
                .policy("user-rules", "true")
                .directGrant("mfa-direct-grant")
                .user("never"));
        group("admins", "never", "mfa.min-devices", "2");
        Phone phone = api().enabled("never", "Phone", Map.of()).phone();
        String url = TestServer.get().url();
        assertEquals(
                200, Tokens.password(url, realm, "never", "totp", phone.next()).statusCode());
        try (MovedClock clock = TestServer.moveClock(11 * DAY)) {
            Phone later = Phone.ofUri(phone.uri().toString());
            assertEquals(
                    400,
                    Tokens.password(url, realm, "never", "totp", later.next()).statusCode());
        }
    }

    @Test
    void who_has_just_assigned_the_first_of_two_may_put_off_the_second() {
        group("admins", "never", "mfa.min-devices", "2");
        HttpVisitor browser = opens("never").submit("action", "assign");
        browser.assign("Phone");
        assertTrue(browser.html().contains("kc-mfa-deadline-form"), browser.html());
        assertTrue(browser.submit("action", "later").isSignedIn(), browser.html());
    }

    @Test
    void a_rule_without_a_value_or_with_one_too_many_does_not_count() {
        group("blank", "late", "mfa.grace-days", " ");
        role("two", "late", "mfa.max-devices", "many");
        opens("late");
        JsonNode late = api().get(path("late")).expect(200).json();
        assertEquals("grace", late.get("state").asText());
        assertEquals(0, late.get("rules").size(), late.toString());
    }

    @Test
    void fewer_devices_and_types_hold_for_the_users_of_a_group_alone() {
        group("few", "late", "mfa.max-devices", "1");
        group("keys", "late", "mfa.device-types", "totp");
        api().enabled("late", "Phone", Map.of());
        api().post("", Map.of("userId", ADMIN.userId(realm, "late"), "name", "Second"))
                .expect(409, "LimitExceeded")
                .saying("1");
        api().create("early", "Second", Map.of());
        assertEquals(
                Map.of("max-devices", "group /few", "device-types", "group /keys"),
                AdminApi.JSON.convertValue(
                        api().get(path("late")).expect(200).json().get("rules"), Map.class));
        HttpVisitor browser = opens("early").submit("action", "assign");
        assertTrue(browser.html().contains("value=\"webauthn\""), browser.html());
    }

    @Test
    void the_commands_of_the_page_list_who_is_late_and_give_time(@TempDir Path folder) throws Exception {
        opens("late");
        String page = "docs/deadlines.md";
        Documented shell = new Documented(folder, realm)
                .with("USERNAME", "late")
                .with(
                        "UNTIL",
                        Instant.ofEpochSecond(MovedClock.now().getEpochSecond() + 20 * DAY)
                                .toString());
        String late = Documented.blocks(page, "shell late").get(0);
        String output =
                shell.run(late + "\n" + Documented.blocks(page, "shell extend").get(0));
        assertTrue(output.contains("\"late\""), output);
        assertTrue(api().get(path("late")).expect(200).json().has("extendedUntil"));
    }
}
