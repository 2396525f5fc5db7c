package io.iammfa.keycloak.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.iammfa.keycloak.console.Console.ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, who sees and changes what, and what a page that is not the console's can do: nothing. */
class ConsoleRightsIT {

    private static String realm;
    private static String alice;
    private static String bob;

    @BeforeAll
    static void prepare() {
        realm = Console.create(Console.builder()
                .set("adminPermissionsEnabled", true)
                .user("alice", RealmBuilder.stockDevice("Phone", "secret-phone"))
                .owner("bob")
                .user("view-users")
                .user("manage-users")
                .user("group-viewer")
                .user("fickle")
                .user("nobody"));
        ADMIN.allow(realm, "view-users", "view-users");
        ADMIN.allow(realm, "manage-users", "manage-users");
        ADMIN.allow(realm, "group-viewer", "query-users");
        ADMIN.allow(realm, "fickle", "manage-users");
        alice = ADMIN.userId(realm, "alice");
        bob = ADMIN.userId(realm, "bob");
        ADMIN.permit(realm, ADMIN.group(realm, "staff", "alice"), "view-members", List.of("group-viewer"));
    }

    private static Console enter(String username, String path) {
        return new Console(realm).open(path, username);
    }

    private static APIResponse post(Console console, String path, String... fields) {
        FormData form = FormData.create();
        for (int i = 0; i < fields.length; i += 2) {
            form.set(fields[i], fields[i + 1]);
        }
        return console.page()
                .context()
                .request()
                .post(
                        Console.address(realm, path),
                        RequestOptions.create().setForm(form).setMaxRedirects(0));
    }

    private static String token(Console console) {
        return console.page().locator("input[name=stateChecker]").first().inputValue();
    }

    private static APIResponse get(Console console, String path) {
        return console.page()
                .context()
                .request()
                .get(Console.address(realm, path), RequestOptions.create().setMaxRedirects(0));
    }

    private static String rename(String user, String name) {
        return realm + "/users/" + user + "/devices/"
                + ADMIN.deviceId(realm, user.equals(alice) ? "alice" : "bob", name) + "/rename";
    }

    @Test
    void an_admin_of_the_server_chooses_a_realm() {
        try (Console console = new Console("master").open("", "admin")) {
            console.page()
                    .locator("#mfa-realms a", new Page.LocatorOptions().setHasText(realm))
                    .click();
            assertThat(console.page().locator("#mfa-adoption")).isVisible();
            console.page()
                    .locator(".mfa-nav a", new Page.LocatorOptions().setHasText("Users"))
                    .click();
            assertThat(console.page().locator("#mfa-users")).containsText("alice");
        }
    }

    @Test
    void realms_are_found_by_a_part_of_their_name_and_go_on_after_one() {
        String other = TestServer.create(new RealmBuilder().set("displayName", "50 % off_here"));
        try (Console console = new Console("master").open("?search=" + realm.toUpperCase(), "admin")) {
            Locator found = console.page().locator("#mfa-realms tbody th");
            assertThat(found).hasCount(1);
            assertThat(found).containsText(realm);
            for (String part : List.of("50 %", "OFF_H", other.substring(3))) {
                console.page().fill("#search", part);
                console.page().keyboard().press("Enter");
                assertThat(found).hasCount(1);
                assertThat(found).containsText(other);
                assertThat(console.page().locator("#search")).hasValue(part);
            }
            console.page().fill("#search", "offxhere");
            console.page().keyboard().press("Enter");
            assertThat(console.page().locator("#mfa-no-realms")).isVisible();
            console.open("?search=off_h&after=" + other);
            assertThat(console.page().locator("#mfa-no-realms")).isVisible();
            console.open("?search=off_h&after=" + other.substring(0, other.length() - 1));
            assertThat(found).hasCount(1);
        }
    }

    @Test
    void an_admin_of_a_realm_is_in_it_and_in_no_other() {
        String other = TestServer.create(new RealmBuilder().user("stranger"));
        try (Console console = enter("admin", "")) {
            assertTrue(
                    console.page().url().endsWith("/mfa-console/" + realm + "/"),
                    console.page().url());
            for (String path : List.of("master/", other + "/", "nowhere/users")) {
                assertEquals(404, get(console, path).status(), path);
            }
            String stranger = ADMIN.userId(other, "stranger");
            assertEquals(404, get(console, realm + "/users/" + stranger).status());
            // the other realm's pages know nothing of this session
            APIResponse elsewhere = console.page()
                    .context()
                    .request()
                    .get(
                            Console.address(other, other + "/users"),
                            RequestOptions.create().setMaxRedirects(0));
            assertEquals(303, elsewhere.status());
        }
    }

    @Test
    void who_may_view_sees_no_buttons_and_changes_nothing() {
        try (Console console = enter("view-users", realm + "/users/" + bob)) {
            assertThat(console.page().locator("#kc-mfa-devices tbody tr")).hasCount(2);
            assertThat(console.page().locator("main button")).hasCount(0);
            assertEquals(403, get(console, rename(bob, "Red")).status());
            assertEquals(403, get(console, realm + "/users/" + bob + "/assign").status());
            console.open(realm + "/");
            assertThat(console.page().locator("#mfa-adoption")).isVisible();
            String token = tokenOfAnyPage(console);
            assertEquals(
                    403,
                    post(console, rename(bob, "Red"), "stateChecker", token, "deviceName", "X")
                            .status());
            assertEquals(
                    403, post(console, realm + "/set-up", "stateChecker", token).status());
            assertEquals(
                    403,
                    post(console, realm + "/users/" + bob + "/ask", "stateChecker", token, "action", "next-sign-in")
                            .status());
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "bob"));
    }

    /** Who has no form to read it from has it in the cookie all the same. */
    private static String tokenOfAnyPage(Console console) {
        return console.page().context().cookies().stream()
                .filter(cookie -> cookie.name.equals("KEYCLOAK_IDENTITY"))
                .map(cookie -> Tokens.claims(cookie.value).get("state_checker").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void who_may_view_some_sees_those() {
        try (Console console = enter("group-viewer", realm + "/users")) {
            assertEquals(
                    List.of("alice"),
                    console.page().locator("#mfa-users tbody th").allInnerTexts());
            assertThat(console.page().locator("#mfa-report")).hasCount(0);
            assertEquals(403, get(console, realm + "/users/" + bob).status());
            assertEquals(200, get(console, realm + "/users/" + alice).status());
            assertEquals(403, get(console, realm + "/report").status());
            console.open(realm + "/");
            assertThat(console.page().locator("#mfa-adoption")).hasCount(0);
        }
    }

    @Test
    void a_user_without_rights_is_told_so() {
        try (Console console = enter("nobody", realm + "/users")) {
            assertThat(console.page().locator("[role=alert]")).containsText("do not have the right");
            for (String path : List.of("/", "/users", "/users/" + bob, "/report", "/users/" + bob + "/assign")) {
                assertEquals(403, get(console, realm + path).status(), path);
            }
        }
    }

    @Test
    void rights_that_are_taken_away_and_a_session_that_is_ended_hold_for_the_next_click() {
        try (Console console = enter("fickle", realm + "/users/" + bob)) {
            String token = token(console);
            String client = ADMIN.get("/" + realm + "/clients?clientId=realm-management")
                    .get(0)
                    .get("id")
                    .asText();
            String path = "/" + realm + "/users/" + ADMIN.userId(realm, "fickle");
            ADMIN.json("GET", path + "/role-mappings/clients/" + client, null)
                    .forEach(role -> ADMIN.send("DELETE", path + "/role-mappings/clients/" + client, List.of(role)));
            assertEquals(
                    403,
                    post(console, rename(bob, "Red"), "stateChecker", token, "deviceName", "X")
                            .status());
            assertEquals(403, get(console, realm + "/users/" + bob).status());
            ADMIN.send("POST", path + "/logout", Map.of());
            assertEquals(303, get(console, realm + "/users/" + bob).status());
            assertEquals(
                    303,
                    post(console, rename(bob, "Red"), "stateChecker", token, "deviceName", "X")
                            .status());
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "bob"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "another session's"})
    void a_form_without_the_token_of_the_session_changes_nothing(String forged) {
        try (Console console = enter("manage-users", realm + "/users/" + bob);
                Console other = enter("admin", realm + "/users/" + bob)) {
            String token = forged.startsWith("another") ? token(other) : forged;
            String device = realm + "/users/" + bob + "/devices/" + ADMIN.deviceId(realm, "bob", "Red");
            String[] paths = {
                device + "/rename",
                device + "/remove",
                device + "/resync",
                device + "/tags",
                realm + "/users/" + bob + "/assign",
                realm + "/users/" + bob + "/ask",
                realm + "/users/" + bob,
                realm + "/set-up"
            };
            for (String path : paths) {
                APIResponse answer = token.isEmpty()
                        ? post(console, path, "deviceName", "X", "action", "rename")
                        : post(console, path, "stateChecker", token, "deviceName", "X", "action", "rename");
                assertEquals(403, answer.status(), path);
            }
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(realm, "bob"));
    }

    @Test
    void two_admins_on_one_user_at_once_end_in_one_state() {
        try (Console one = enter("admin", realm + "/users/" + alice);
                Console two = enter("manage-users", realm + "/users/" + alice)) {
            one.visitor().press("Phone", "remove");
            two.visitor().press("Phone", "rename");
            one.page().click("#kc-mfa-remove");
            assertThat(one.page().locator("#mfa-status")).isVisible();
            two.page().fill("#deviceName", "Mobile");
            two.page().click("#kc-mfa-rename");
            assertThat(two.page().locator("[role=alert]")).containsText("no longer there");
        }
        assertEquals(List.of(), ADMIN.deviceNames(realm, "alice"));
    }

    @Test
    void both_clicks_of_a_double_click_end_at_the_user_s_page_and_in_one_change() {
        String dora = "dora-" + System.nanoTime();
        ADMIN.post("/" + realm + "/users", RealmBuilder.person(dora));
        String id = ADMIN.userId(realm, dora);
        try (Console console = enter("admin", realm + "/users/" + id + "/assign")) {
            console.visitor().name("Phone");
            Phone phone = console.visitor().scan();
            String path = console.page().url().replaceFirst(".*/mfa-console/", "");
            String[] codes = {
                "stateChecker", token(console), "code1", phone.next(), "code2", phone.next(), "action", "add"
            };
            assertEquals(303, post(console, path, codes).status());
            assertEquals(303, post(console, path, codes).status());
            assertEquals(List.of("Phone"), ADMIN.deviceNames(realm, dora));
            String device = realm + "/users/" + id + "/devices/" + ADMIN.deviceId(realm, dora, "Phone");
            for (String[] change : new String[][] {
                {"/rename", "deviceName", "Mobile"}, {"/tags", "tagKey", "a", "tagValue", "b"}, {"/remove", "x", "y"}
            }) {
                String[] fields = Stream.concat(
                                Stream.of("stateChecker", codes[1]),
                                Stream.of(change).skip(1))
                        .toArray(String[]::new);
                assertEquals(303, post(console, device + change[0], fields).status());
                APIResponse second = post(console, device + change[0], fields);
                assertEquals(303, second.status(), second.text());
            }
        }
        assertEquals(List.of(), ADMIN.deviceNames(realm, dora));
        assertEquals(
                List.of("rename", "assign"),
                ADMIN.events(realm, "UPDATE_CREDENTIAL&user=" + id).stream()
                        .map(event -> event.at("/details/mfa_operation").asText())
                        .toList());
    }

    @Test
    void the_secret_stands_on_the_page_of_the_session_that_made_it_alone() {
        try (Console console = enter("admin", realm + "/users/" + bob + "/assign");
                Console other = enter("manage-users", realm + "/users/" + bob)) {
            console.visitor().name("Tablet");
            Phone phone = console.visitor().scan();
            String secret = phone.parameter("secret");
            String path = console.page().url();
            assertFalse(path.contains(secret));
            APIResponse elsewhere = other.page()
                    .context()
                    .request()
                    .get(path, RequestOptions.create().setMaxRedirects(0));
            assertEquals(303, elsewhere.status());
            assertFalse(other.page().context().request().get(path).text().contains("kc-mfa-secret-key"));
            assertFalse(TestServer.get().logText().contains(secret));
            assertFalse(ADMIN.get("/" + realm + "/admin-events").toString().contains(secret));
        }
    }

    @Test
    void pages_come_with_headers_that_let_nothing_in() {
        try (Console console = enter("admin", realm + "/users")) {
            for (String path : List.of("", realm + "/", realm + "/users", realm + "/users/" + bob, "nowhere/")) {
                APIResponse answer = console.page().context().request().get(Console.address(realm, path));
                Map<String, String> headers = answer.headers();
                assertEquals("no-store", headers.get("cache-control"), path);
                assertTrue(headers.get("content-security-policy").startsWith("default-src 'none';"), path);
                assertTrue(headers.get("content-security-policy").contains("frame-ancestors 'none'"), path);
                assertFalse(headers.get("content-security-policy").contains("unsafe"), path);
                assertEquals("DENY", headers.get("x-frame-options"), path);
                assertEquals("nosniff", headers.get("x-content-type-options"), path);
                assertFalse(answer.text().matches("(?s).*(<script|style=|\\son\\w+=|javascript:).*"), path);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/x",
                "users/f:",
                "users/f:x:y",
                "users/%00",
                "users/..%2f..",
                "users/%ff",
                "users?search=%00",
                "users?kind=x",
                "users?marker=x",
                "users?unusedSince=x",
                "users?tag=:",
                "users?first=x",
                "users?nonsense=1",
                "users/x/assign/x",
                "users/x/devices/x/rename",
                "users/x/devices/x/explode",
                "report?x=%ff"
            })
    void what_no_page_links_to_is_no_error_of_the_server(String path) {
        try (Console console = enter("admin", realm + "/users")) {
            int status = get(console, realm + "/" + path).status();
            assertTrue(status < 500, path + ": " + status);
        }
    }

    @Test
    void an_admin_changes_no_device_of_their_own_that_the_session_did_not_prove() {
        String lax = Console.create(new RealmBuilder().passwordOnly().owner("admin"));
        String self = ADMIN.userId(lax, "admin");
        try (Console console = new Console(lax).open(lax + "/users/" + self, "admin")) {
            console.visitor().press("Red", "remove");
            assertThat(console.page().locator("[role=alert]")).containsText("your own devices");
            String device = "/devices/" + ADMIN.deviceId(lax, "admin", "Red") + "/remove";
            String token = tokenOfAnyPage(console);
            APIResponse answer = console.page()
                    .context()
                    .request()
                    .post(
                            Console.address(lax, lax + "/users/" + self + device),
                            RequestOptions.create()
                                    .setForm(FormData.create().set("stateChecker", token))
                                    .setMaxRedirects(0));
            assertEquals(403, answer.status());
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(lax, "admin"));
    }
}
