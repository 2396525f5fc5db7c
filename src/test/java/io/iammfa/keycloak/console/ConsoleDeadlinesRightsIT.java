package io.iammfa.keycloak.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.iammfa.keycloak.console.Console.ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.iammfa.keycloak.support.MovedClock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees deadlines and gives time, and what a page that is not the console's can do: nothing. */
class ConsoleDeadlinesRightsIT {

    private static String realm;
    private static String bob;

    @BeforeAll
    static void prepare() {
        realm = Console.create(Console.builder()
                .set("adminPermissionsEnabled", true)
                .user("alice")
                .user("bob")
                .user("viewer")
                .user("manager")
                .user("group-viewer")
                .user("nobody"));
        ADMIN.allow(realm, "viewer", "view-users");
        ADMIN.allow(realm, "manager", "manage-users");
        ADMIN.allow(realm, "group-viewer", "query-users");
        ADMIN.permit(realm, ADMIN.group(realm, "staff", "alice"), "view-members", List.of("group-viewer"));
        bob = ADMIN.userId(realm, "bob");
        for (String user : List.of("alice", "viewer")) {
            ADMIN.put(
                    deadline(user),
                    Map.of("until", MovedClock.now().plus(Duration.ofDays(20)).toString(), "reason", "Move"));
        }
    }

    private static String deadline(String username) {
        return "/" + realm + "/mfa-devices/deadlines/" + ADMIN.userId(realm, username);
    }

    private static boolean hasTime(String username) {
        return ADMIN.get(deadline(username)).has("extendedUntil");
    }

    private static Console enter(String username, String path) {
        return new Console(realm).open(realm + "/" + path, username);
    }

    private static APIResponse get(Console console, String path) {
        return console.get(realm + "/" + path);
    }

    private static APIResponse post(Console console, String userId, FormData form) {
        return console.post(
                realm + "/deadlines/" + userId, RequestOptions.create().setForm(form));
    }

    private static FormData form(String checker, String action) {
        String day = LocalDate.ofInstant(MovedClock.now(), ZoneId.systemDefault())
                .plusDays(3)
                .toString();
        return FormData.create()
                .set("stateChecker", checker)
                .set("action", action)
                .set("until", day)
                .set("reason", "Phone in repair");
    }

    @Test
    void who_may_view_sees_lists_and_numbers_and_no_buttons_and_changes_nothing() {
        try (Console console = enter("viewer", "deadlines")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-deadlines tbody th")).hasCount(2);
            assertThat(page.locator("#mfa-choices .mfa-number")).hasText(new String[] {"2", "0", "0"});
            page.locator("#mfa-deadlines a", new Page.LocatorOptions().setHasText("alice"))
                    .click();
            assertThat(page.locator("#mfa-deadline")).hasAttribute("data-state", "grace");
            assertThat(page.locator("main form")).hasCount(0);
            String checker = console.checker();
            assertEquals(403, post(console, bob, form(checker, "give")).status());
            assertEquals(
                    403,
                    post(console, ADMIN.userId(realm, "alice"), form(checker, "takeBack"))
                            .status());
        }
        assertEquals(false, hasTime("bob"));
        assertTrue(hasTime("alice"));
    }

    @Test
    void who_may_view_some_sees_those_and_no_numbers() {
        try (Console console = enter("group-viewer", "deadlines")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-deadlines tbody th")).hasText(new String[] {"alice"});
            assertThat(page.locator("#mfa-choices a")).hasCount(3);
            assertThat(page.locator("#mfa-choices .mfa-number")).hasCount(0);
            console.open(realm + "/");
            assertThat(page.locator("#mfa-deadline-counts")).hasCount(0);
            assertThat(page.locator(".mfa-nav")).containsText("Deadlines");
        }
    }

    @Test
    void who_has_no_rights_sees_nothing() {
        try (Console console = enter("nobody", "deadlines")) {
            assertThat(console.page().locator("[role=alert]")).containsText("do not have the right");
            assertThat(console.page().locator(".mfa-nav a", new Page.LocatorOptions().setHasText("Deadlines")))
                    .hasCount(0);
            for (String path : List.of("deadlines", "deadlines?status=overdue", "deadlines?status=x")) {
                assertEquals(403, get(console, path).status(), path);
            }
            for (String user : List.of(bob, "no-one")) {
                assertEquals(
                        403,
                        post(console, user, form(console.checker(), "give")).status());
            }
        }
    }

    @Test
    void nobody_gives_time_to_themselves() {
        for (String username : List.of("admin", "manager")) {
            String own = ADMIN.userId(realm, username);
            try (Console console = enter(username, "users/" + own)) {
                assertThat(console.page().locator("#mfa-deadline")).isVisible();
                assertThat(console.page().locator("#mfa-time-form")).hasCount(0);
                String checker = console.checker();
                assertEquals(403, post(console, own, form(checker, "give")).status());
                assertEquals(
                        403,
                        post(console, own, form(checker, "give").set("until", ""))
                                .status());
                assertEquals(403, post(console, own, form(checker, "takeBack")).status());
            }
            assertEquals(false, hasTime(username));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "another session's"})
    void a_form_without_the_token_of_the_session_changes_nothing(String forged) {
        try (Console console = enter("manager", "deadlines");
                Console elsewhere = enter("admin", "deadlines")) {
            String checker = forged.startsWith("another") ? elsewhere.checker() : forged;
            assertEquals(403, post(console, bob, form(checker, "give")).status());
            assertEquals(
                    403,
                    post(console, ADMIN.userId(realm, "alice"), form(checker, "takeBack"))
                            .status());
            assertEquals(403, post(console, bob, FormData.create()).status());
        }
        assertEquals(false, hasTime("bob"));
        assertTrue(hasTime("alice"));
    }

    @Test
    void what_no_form_sends_is_an_error_beside_its_field_and_both_clicks_of_a_double_click_end_in_one_change() {
        try (Console console = enter("manager", "deadlines")) {
            String checker = console.checker();
            for (String until : List.of(
                    "x", "2026-02-30", "31.01.2027", "+999999999-12-31", "-1-1-1", "\u0000", "2027-01-01T00:00:00Z")) {
                APIResponse answer = post(console, bob, form(checker, "give").set("until", until));
                assertEquals(200, answer.status(), until);
                assertTrue(answer.text().contains("input-error-until"), until);
            }
            for (String reason : List.of("\u0000", "a\nb", " ", "x".repeat(256))) {
                APIResponse answer = post(console, bob, form(checker, "give").set("reason", reason));
                assertEquals(
                        200,
                        answer.status(),
                        reason.codePoints().boxed().toList().toString());
                assertTrue(answer.text().contains("input-error-reason"), reason);
            }
            assertEquals(303, post(console, bob, form(checker, "")).status());
            assertEquals(
                    303,
                    post(console, bob, FormData.create().set("stateChecker", checker))
                            .status());
            assertEquals(404, post(console, "no-one", form(checker, "give")).status());
            assertEquals(false, hasTime("bob"));
            for (String action : List.of("give", "takeBack")) {
                for (int click = 0; click < 2; click++) {
                    assertEquals(303, post(console, bob, form(checker, action)).status());
                }
            }
            assertEquals(false, hasTime("bob"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deadlines?status=%00",
                "deadlines?status=x",
                "deadlines?marker=x",
                "deadlines?first=x",
                "deadlines?max=x",
                "deadlines?nonsense=1",
                "deadlines?status=grace&status=week",
                "deadlines/x",
                "users?typed=x",
                "users/x?typed=%00"
            })
    void what_no_page_links_to_is_no_error_of_the_server(String path) {
        try (Console console = enter("manager", "deadlines")) {
            int status = get(console, path).status();
            assertTrue(status < 500, path + ": " + status);
        }
    }
}
