package io.iammfa.keycloak.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.iammfa.keycloak.console.Console.ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Until when users may go without a device, in pages. */
class ConsoleDeadlinesIT {

    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final List<String> STATES = List.of("grace", "week", "overdue");

    private static RealmBuilder builder() {
        return new RealmBuilder()
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .user("alice")
                .user("bob")
                .user("carol");
    }

    /** An admin of the server, whom the realm's own flow does not ask for a device. */
    private static Console enter(String path) {
        return new Console("master").open(path, "admin");
    }

    private static HttpVisitor opens(String realm, String username) {
        return new HttpVisitor(realm).open("").password(username);
    }

    private static boolean asks(HttpVisitor browser) {
        return browser.html().contains("kc-mfa-deadline-form");
    }

    private static boolean isWizard(HttpVisitor browser) {
        return browser.html().contains("kc-mfa-name-form");
    }

    private static LocalDate inDays(long days) {
        return LocalDate.ofInstant(MovedClock.now(), ZoneId.systemDefault()).plusDays(days);
    }

    private static Instant end(LocalDate day) {
        return day.atTime(LocalTime.of(23, 59, 59))
                .atZone(ZoneId.systemDefault())
                .toInstant();
    }

    /** Who is in the list on the page. */
    private static Locator listed(Page page) {
        return page.locator("#mfa-deadlines tbody th");
    }

    private static void counts(Console console, String realm, String... numbers) {
        Page page = console.open(realm + "/");
        assertThat(page.locator("#mfa-deadline-counts td")).hasText(numbers);
        page.locator(".mfa-nav a", new Page.LocatorOptions().setHasText("Deadlines"))
                .click();
        assertThat(page.locator("#mfa-choices .mfa-number")).hasText(numbers);
    }

    /** Follows the number of the overview to its list. */
    private static void lists(Console console, String realm, String state, String... usernames) {
        Page page = console.open(realm + "/");
        page.locator("#mfa-deadline-counts a").nth(STATES.indexOf(state)).click();
        assertThat(page.locator("#mfa-choices [aria-current=page]")).hasAttribute("data-state", state);
        assertThat(listed(page)).hasCount(usernames.length);
        for (String username : usernames) {
            assertThat(page.locator("#mfa-deadlines")).containsText(username);
        }
        assertThat(page.locator("#mfa-nobody")).hasCount(usernames.length == 0 ? 1 : 0);
    }

    private static void give(Page page, String day, String reason) {
        page.fill("#until", day);
        page.fill("#reason", reason);
        page.click("#mfa-time-give");
    }

    private static void stands(Page page, String state) {
        assertThat(page.locator("#mfa-deadline")).hasAttribute("data-state", state);
    }

    private static void status(Page page, String text) {
        assertThat(page.locator("#mfa-status")).hasText(text);
        assertThat(page.locator("#mfa-status")).isFocused();
    }

    private static String deadline(String realm, String username) {
        return "/" + realm + "/mfa-devices/deadlines/" + ADMIN.userId(realm, username);
    }

    @Test
    void who_is_asked_is_in_grace_then_due_then_overdue_and_an_admin_gives_time_and_takes_it_back() throws IOException {
        String realm = TestServer.create(builder().policy("grace-days", "10"));
        try (Console console = enter(realm + "/")) {
            counts(console, realm, "0", "0", "0");
            for (String state : STATES) {
                lists(console, realm, state);
            }
            assertEquals(
                    1, console.open(realm + "/").locator("#mfa-adoption svg").count());
            console.user(realm, "alice");
            stands(console.page(), "never");
            assertThat(console.page().locator("#mfa-deadline")).containsText("10");
            assertThat(console.page().locator("#mfa-rules")).hasCount(0);
            assertTrue(opens(realm, "alice").submit("action", "later").isSignedIn());
            counts(console, realm, "1", "0", "0");
            lists(console, realm, "grace", "alice");
            assertThat(console.page().locator("#mfa-grace")).containsText("Days of grace: 10.");
            assertThat(console.page().locator("#mfa-deadlines tbody td").nth(1)).hasText("Times put off: 1");
            listed(console.page()).locator("a").click();
            stands(console.page(), "grace");
            assertThat(console.page().locator("#mfa-put-off")).hasText("1");
        }
        try (MovedClock clock = TestServer.moveClock(5 * DAY)) {
            assertTrue(asks(opens(realm, "bob")));
            try (Console console = enter(realm + "/")) {
                counts(console, realm, "2", "1", "0");
                lists(console, realm, "grace", "alice", "bob");
                lists(console, realm, "week", "alice");
                lists(console, realm, "overdue");
            }
        }
        try (MovedClock clock = TestServer.moveClock(10 * DAY + 60)) {
            assertTrue(isWizard(opens(realm, "alice")));
            try (Console console = enter(realm + "/")) {
                Page page = console.page();
                counts(console, realm, "1", "1", "1");
                console.open(realm + "/");
                assertThat(page.locator("#mfa-adoption svg").nth(1).locator("rect"))
                        .hasCount(2);
                console.visitor().screenshot("console-deadlines-overview");
                lists(console, realm, "week", "bob");
                lists(console, realm, "overdue", "alice");
                console.visitor().screenshot("console-deadlines");
                listed(page).locator("a").click();
                stands(page, "overdue");
                assertThat(page.locator("#mfa-time-back")).hasCount(0);

                give(page, "", " ");
                console.visitor().seesError("until", "Choose a day from");
                console.visitor().seesError("reason", "1 to 255 characters");
                assertThat(page.locator("#until")).isFocused();
                String late = inDays(95).toString();
                give(page, late, "On leave");
                console.visitor().seesError("until", "Choose a day from");
                assertEquals(late, page.inputValue("#until"));
                assertEquals("On leave", page.inputValue("#reason"));
                give(page, inDays(-1).toString(), "x".repeat(256));
                console.visitor().seesError("until", "Choose a day from");
                console.visitor().seesError("reason", "1 to 255 characters");
                assertEquals("x".repeat(256), page.inputValue("#reason"));
                String last = page.getAttribute("#until", "max");
                give(page, LocalDate.parse(last).plusDays(1).toString(), "Long leave");
                console.visitor().seesError("until", "Choose a day from");
                console.visitor().screenshot("console-deadlines-user");
                give(page, last, "Long leave <b>");
                status(page, "The user has time until that day.");
                stands(page, "grace");
                assertEquals(
                        end(LocalDate.parse(last)).toString(),
                        ADMIN.get(deadline(realm, "alice")).get("extendedUntil").asText());

                LocalDate day = inDays(5);
                give(page, day.toString(), "Phone in repair");
                status(page, "The user has time until that day.");
                assertThat(page.locator("#mfa-given")).isVisible();
                JsonNode told = AdminApi.JSON.readTree(ADMIN.get("/" + realm + "/admin-events")
                        .get(0)
                        .get("representation")
                        .asText());
                assertEquals("Phone in repair", told.get("reason").asText());
                assertEquals(end(day).toString(), told.get("extendedUntil").asText());
                lists(console, realm, "week", "alice", "bob");
                HttpVisitor alice = opens(realm, "alice");
                assertTrue(asks(alice));
                assertTrue(alice.submit("action", "later").isSignedIn());

                console.user(realm, "alice");
                page.fill("#reason", "y".repeat(300));
                page.click("#mfa-time-back");
                console.visitor().seesError("reason", "1 to 255 characters");
                page.fill("#reason", "");
                page.click("#mfa-time-back");
                status(page, "The time that was given was taken back.");
                stands(page, "overdue");
                assertThat(page.locator("#mfa-time-back")).hasCount(0);
                assertTrue(isWizard(opens(realm, "alice")));
                counts(console, realm, "1", "1", "1");
            }
        }
    }

    @Test
    void who_has_put_it_off_for_the_last_time_is_due_within_a_day_and_so_is_the_end_of_what_is_given() {
        String realm = TestServer.create(builder().policy("grace-days", "60").policy("grace-skips", "1"));
        assertTrue(opens(realm, "alice").submit("action", "later").isSignedIn());
        assertTrue(asks(opens(realm, "bob")));
        try (Console console = enter(realm + "/")) {
            counts(console, realm, "2", "1", "0");
            lists(console, realm, "week", "alice");
        }
        try (MovedClock clock = TestServer.moveClock(DAY + 60)) {
            assertTrue(isWizard(opens(realm, "alice")));
            try (Console console = enter(realm + "/")) {
                counts(console, realm, "1", "0", "1");
                lists(console, realm, "overdue", "alice");
                listed(console.page()).locator("a").click();
                stands(console.page(), "overdue");
                give(console.page(), inDays(3).toString(), "Phone in repair");
                stands(console.page(), "grace");
                counts(console, realm, "2", "1", "0");
                lists(console, realm, "week", "alice");
            }
        }
    }

    @Test
    void lists_go_by_the_days_of_a_group_however_many() {
        String realm = TestServer.create(builder().policy("grace-days", "300").policy("user-rules", "true"));
        ADMIN.post(
                "/" + realm + "/groups",
                Map.of("name", "staff", "attributes", Map.of("mfa.grace-days", List.of("40"))));
        String id = ADMIN.get("/" + realm + "/groups").get(0).get("id").asText();
        ADMIN.put("/" + realm + "/users/" + ADMIN.userId(realm, "alice") + "/groups/" + id, Map.of());
        assertTrue(asks(opens(realm, "alice")));
        assertTrue(asks(opens(realm, "bob")));
        try (MovedClock clock = TestServer.moveClock(35 * DAY)) {
            try (Console console = enter(realm + "/")) {
                counts(console, realm, "2", "1", "0");
                lists(console, realm, "week", "alice");
            }
            clock.by(6 * DAY);
            try (Console console = enter(realm + "/")) {
                counts(console, realm, "1", "0", "1");
                lists(console, realm, "overdue", "alice");
            }
        }
    }

    @Test
    void without_days_of_grace_the_list_has_whom_an_admin_gave_time_and_goes_on_after_fifty() {
        String realm = TestServer.create(new RealmBuilder().users(52, 0));
        try (Console console = enter(realm + "/deadlines")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-grace")).containsText("Days of grace are 0");
            assertThat(page.locator("#mfa-nobody")).containsText("Nobody is in grace.");
            String until = MovedClock.now().plus(Duration.ofDays(20)).toString();
            for (int i = 0; i < 52; i++) {
                ADMIN.put(deadline(realm, "user-" + i), Map.of("until", until, "reason", "Move of the office"));
            }
            page.reload();
            assertThat(listed(page)).hasCount(50);
            List<String> first = listed(page).allInnerTexts();
            assertThat(page.locator("#mfa-deadlines tbody td").first()).hasText("First asked: never");
            page.click("#mfa-next");
            assertThat(listed(page)).hasCount(2);
            assertTrue(listed(page).allInnerTexts().stream().noneMatch(first::contains));
            assertThat(page.locator("#mfa-next")).hasCount(0);
            console.open(realm + "/deadlines?status=x");
            assertThat(page.locator("[role=alert]")).isVisible();
            assertThat(listed(page)).hasCount(0);
            console.user(realm, "user-0");
            stands(page, "grace");
            page.click("#mfa-time-back");
            stands(page, "atOnce");
        }
    }

    @Test
    void who_owns_a_device_needs_no_time_and_what_was_given_can_be_taken_back() {
        String realm = TestServer.create(builder().owner("dave"));
        String until = MovedClock.now().plus(Duration.ofDays(20)).toString();
        try (Console console = enter(realm + "/")) {
            Page page = console.user(realm, "dave");
            stands(page, "free");
            assertThat(page.locator("#mfa-time-form")).hasCount(0);
            ADMIN.put(deadline(realm, "dave"), Map.of("until", until, "reason", "Just in case"));
            page.reload();
            stands(page, "free");
            assertThat(page.locator("#mfa-time-give")).hasCount(0);
            page.click("#mfa-time-back");
            status(page, "The time that was given was taken back.");
            assertThat(page.locator("#mfa-time-form")).hasCount(0);
        }
        assertTrue(ADMIN.get(deadline(realm, "dave")).path("extendedUntil").isMissingNode());
    }

    @Test
    void the_page_says_which_group_or_role_decided() {
        String realm = TestServer.create(builder().policy("grace-days", "30").policy("user-rules", "true"));
        String group = "admins <b>";
        ADMIN.post(
                "/" + realm + "/groups", Map.of("name", group, "attributes", Map.of("mfa.grace-days", List.of("2"))));
        String id = ADMIN.get("/" + realm + "/groups").get(0).get("id").asText();
        String alice = "/" + realm + "/users/" + ADMIN.userId(realm, "alice");
        ADMIN.put(alice + "/groups/" + id, Map.of());
        ADMIN.post(
                "/" + realm + "/roles",
                Map.of(
                        "name",
                        "auditor of all",
                        "attributes",
                        Map.of("mfa.min-devices", List.of("2"), "mfa.device-types", List.of("webauthn,totp"))));
        ADMIN.put(
                "/" + realm + "/roles/auditor%20of%20all",
                Map.of(
                        "name",
                        "auditor of all",
                        "attributes",
                        Map.of("mfa.min-devices", List.of("2"), "mfa.device-types", List.of("webauthn,totp"))));
        ADMIN.post(alice + "/role-mappings/realm", List.of(ADMIN.get("/" + realm + "/roles/auditor%20of%20all")));
        try (Console console = enter(realm + "/")) {
            Page page = console.user(realm, "alice");
            decides(page, "grace-days", "2", "group /" + group);
            decides(page, "min-devices", "2", "role auditor of all");
            decides(page, "device-types", "Authenticator app, Security key or passkey", "role auditor of all");
            decides(page, "max-devices", "8", "the realm");
            stands(page, "never");
            console.visitor().screenshot("console-deadlines-rules");
            assertTrue(asks(opens(realm, "alice")));
            try (MovedClock clock = TestServer.moveClock(2 * DAY + 60)) {
                lists(enterAnew(console, realm), realm, "overdue", "alice");
            }
            console.visitor().page().context().clearCookies();
            console.open(realm + "/users", "admin");
            page = console.user(realm, "bob");
            for (String setting : List.of("grace-days", "min-devices", "device-types", "max-devices")) {
                assertThat(page.locator("#mfa-rules [data-setting=" + setting + "] td")
                                .nth(1))
                        .containsText("the realm");
            }
        }
    }

    /** The session from before the clock was moved is over. */
    private static Console enterAnew(Console console, String realm) {
        console.page().context().clearCookies();
        return console.open(realm + "/", "admin");
    }

    private static void decides(Page page, String setting, String value, String by) {
        Locator cells = page.locator("#mfa-rules [data-setting=" + setting + "] td");
        assertThat(cells).hasText(new String[] {value, "Decided by: " + by});
    }

    @Test
    @SuppressWarnings("try")
    void what_was_typed_outlasts_another_sign_in() {
        String realm = TestServer.create(builder());
        String reason = "電話が修理中".repeat(40);
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "alice"));
                MovedClock later = TestServer.moveClock(301)) {
            Page page = console.page();
            String day = inDays(3).toString();
            give(page, day, reason);
            page.fill("#password", "admin");
            page.click("#kc-login");
            assertThat(page.locator("#until")).hasValue(day);
            assertThat(page.locator("#reason")).hasValue(reason);
            stands(page, "atOnce");
            page.click("#mfa-time-give");
            status(page, "The user has time until that day.");
            assertThat(page.locator("#reason")).hasValue("");
        }
    }
}
