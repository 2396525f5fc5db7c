package io.iammfa.keycloak.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.iammfa.keycloak.console.Console.ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees and changes what of the hardware tokens, and what a page that is not the console's can do: nothing. */
class ConsoleTokensRightsIT {

    private static String realm;
    private static String bob;
    private static TokenApi api;
    private static int count;

    private HardwareToken token;

    @BeforeAll
    static void prepare() {
        realm = Console.create(Console.builder()
                .user("bob")
                .user("viewer")
                .user("manager")
                .user("keeper")
                .user("nobody"));
        ADMIN.allow(realm, "viewer", "view-users");
        ADMIN.allow(realm, "manager", "manage-users");
        ADMIN.allow(realm, "keeper", "manage-realm");
        bob = ADMIN.userId(realm, "bob");
        api = TokenApi.asAdmin(TestServer.get().url(), realm);
    }

    @BeforeEach
    void haveToken() {
        token = HardwareToken.of("T-" + count++);
        api.have(token);
    }

    private static Console enter(String username, String path) {
        return new Console(realm).open(realm + "/" + path, username);
    }

    private String path() {
        return "tokens/token?serialNumber=" + token.serial();
    }

    private static APIResponse get(Console console, String path) {
        return console.get(realm + "/" + path);
    }

    private static APIResponse post(Console console, String path, RequestOptions options) {
        return console.post(realm + "/" + path, options);
    }

    private APIResponse change(Console console, String checker, String action) {
        return post(
                console,
                "tokens/token",
                RequestOptions.create()
                        .setForm(FormData.create()
                                .set("stateChecker", checker)
                                .set("serialNumber", token.serial())
                                .set("action", action)
                                .set("username", "bob")));
    }

    private APIResponse activate(Console console, String checker) {
        Phone display = token.display();
        return post(
                console,
                "users/" + bob + "/assign/token",
                RequestOptions.create()
                        .setForm(FormData.create()
                                .set("stateChecker", checker)
                                .set("deviceName", token.serial())
                                .set("serialNumber", token.serial())
                                .set("code1", display.next())
                                .set("code2", display.next())));
    }

    private static FormData upload(HardwareToken other, String action) {
        return FormData.create()
                .set("action", action)
                .set(
                        "file",
                        new FilePayload(
                                "tokens.csv",
                                "text/csv",
                                (HardwareToken.ENTRA + "\n" + other.entra("") + "\n")
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static APIResponse send(Console console, FormData form) {
        return post(console, "tokens/import", RequestOptions.create().setMultipart(form));
    }

    private String state() {
        return api.get(token.serial()).get("state").asText();
    }

    @Test
    void who_may_view_sees_no_buttons_and_changes_nothing() {
        HardwareToken other = HardwareToken.of("U-" + token.serial());
        try (Console console = enter("viewer", "tokens")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-tokens")).containsText(token.serial());
            assertThat(page.locator("#mfa-import")).hasCount(0);
            console.open(realm + "/" + path());
            assertThat(page.locator("#mfa-token")).isVisible();
            assertThat(page.locator("main button, main .mfa-button")).hasCount(0);
            String checker = console.checker();
            for (String action : List.of("reserve", "free", "lost", "retire", "delete")) {
                assertEquals(403, change(console, checker, action).status(), action);
            }
            for (String action : List.of("lost", "retire", "delete")) {
                assertEquals(403, get(console, path() + "&action=" + action).status(), action);
            }
            assertEquals(403, get(console, "tokens/import").status());
            assertEquals(403, get(console, "tokens/import/progress").status());
            for (String action : List.of("check", "import", "rejects")) {
                FormData form = upload(other, action).set("stateChecker", checker);
                assertEquals(403, send(console, form).status(), action);
            }
            assertEquals(
                    403,
                    get(console, "users/" + bob + "/assign/token?deviceName=x").status());
            assertEquals(403, activate(console, checker).status());
        }
        assertEquals("available", state());
        assertEquals(404, api.send("GET", "/" + other.serial(), null).statusCode());
    }

    @Test
    void who_manages_users_reserves_and_activates_alone() {
        try (Console console = enter("manager", path())) {
            Page page = console.page();
            assertThat(page.locator("#mfa-token-reserve")).isVisible();
            assertThat(page.locator("#mfa-token-form .mfa-button")).hasCount(0);
            page.fill("#username", "bob");
            page.click("#mfa-token-reserve");
            assertThat(page.locator("#mfa-status")).hasText("The token is reserved.");
            assertEquals("reserved", state());
            assertThat(page.locator("#mfa-token-form .mfa-button")).hasText(new String[] {"Free"});
            String checker = console.checker();
            for (String action : List.of("lost", "retire", "delete")) {
                assertEquals(403, change(console, checker, action).status(), action);
            }
            assertEquals(
                    403,
                    send(console, upload(token, "check").set("stateChecker", checker))
                            .status());
            assertEquals(303, activate(console, checker).status());
        }
        assertEquals("active", state());
        assertTrue(ADMIN.deviceNames(realm, "bob").contains(token.serial()));
    }

    @Test
    void who_keeps_the_realm_imports_and_retires_and_gives_tokens_to_nobody() {
        try (Console console = enter("keeper", path())) {
            Page page = console.page();
            assertThat(page.locator("#mfa-token-reserve")).hasCount(0);
            assertThat(page.locator("#mfa-token-form .mfa-button"))
                    .hasText(new String[] {"Mark as lost", "Retire", "Delete"});
            String checker = console.checker();
            assertEquals(403, change(console, checker, "reserve").status());
            assertEquals(403, change(console, checker, "free").status());
            assertEquals(403, activate(console, checker).status());
            assertEquals("available", state());
            api.send("PUT", "/" + token.serial(), Map.of("userId", bob));
            page.reload();
            assertThat(page.locator("#mfa-token-user")).hasText("bob");
            assertThat(page.locator("#mfa-token-user a")).hasCount(0);
            page.click("a#mfa-token-retire");
            page.click("button#mfa-token-retire");
            assertThat(page.locator("#mfa-status")).hasText("The token is retired.");
        }
        assertEquals("retired", state());
    }

    @Test
    void who_has_no_rights_sees_nothing() {
        try (Console console = enter("nobody", "tokens")) {
            assertThat(console.page().locator("[role=alert]")).containsText("do not have the right");
            assertThat(console.page().locator(".mfa-nav a", new Page.LocatorOptions().setHasText("tokens")))
                    .hasCount(0);
            for (String path : List.of(
                    "tokens", "tokens/import", "tokens/import/progress", path(), "tokens/token?serialNumber=none")) {
                assertEquals(403, get(console, path).status(), path);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "another session's"})
    void a_form_without_the_token_of_the_session_changes_nothing(String forged) {
        HardwareToken other = HardwareToken.of("U-" + token.serial());
        try (Console console = enter("admin", "tokens");
                Console elsewhere = enter("keeper", "tokens")) {
            String checker = forged.startsWith("another") ? elsewhere.checker() : forged;
            for (String action : List.of("reserve", "free", "lost", "retire", "delete", "")) {
                assertEquals(403, change(console, checker, action).status(), action);
            }
            assertEquals(403, activate(console, checker).status());
            for (String action : List.of("check", "import", "rejects")) {
                APIResponse answer = send(console, upload(other, action).set("stateChecker", checker));
                assertEquals(403, answer.status(), action);
                assertFalse(answer.text().contains(other.base32()));
            }
            assertEquals(403, send(console, upload(other, "import")).status());
        }
        assertEquals("available", state());
        assertEquals(404, api.send("GET", "/" + other.serial(), null).statusCode());
    }

    @Test
    void both_clicks_of_a_double_click_end_in_one_change() {
        try (Console console = enter("admin", "tokens")) {
            String checker = console.checker();
            for (String action : List.of("reserve", "free")) {
                assertEquals(303, change(console, checker, action).status());
                assertEquals(303, change(console, checker, action).status());
            }
            Phone display = token.display();
            FormData claim = FormData.create()
                    .set("stateChecker", checker)
                    .set("deviceName", "Double " + token.serial())
                    .set("serialNumber", token.serial())
                    .set("code1", display.next())
                    .set("code2", display.next());
            for (int click = 0; click < 2; click++) {
                APIResponse answer = post(
                        console,
                        "users/" + bob + "/assign/token",
                        RequestOptions.create().setForm(claim));
                assertEquals(303, answer.status(), answer.text());
                assertTrue(answer.headers().get("location").endsWith("done=assign"));
            }
            String device = ADMIN.deviceId(realm, "bob", "Double " + token.serial());
            ADMIN.delete("/" + realm + "/mfa-devices/" + device);
            for (String action : List.of("lost", "retire", "delete")) {
                assertEquals(303, change(console, checker, action).status(), action);
                assertEquals(303, change(console, checker, action).status(), action);
            }
        }
        assertEquals(404, api.send("GET", "/" + token.serial(), null).statusCode());
    }

    @Test
    void a_state_that_another_admin_has_changed_is_told_in_words_of_its_own() {
        try (Console console = enter("admin", path())) {
            Page page = console.page();
            page.fill("#username", "bob");
            api.send("POST", "/" + token.serial() + "/lost", null);
            page.click("#mfa-token-reserve");
            assertThat(page.locator("[role=alert]")).hasText("This hardware token is lost or retired.");
            assertThat(page.locator("#mfa-token-state")).hasAttribute("data-state", "lost");
            HardwareToken second = HardwareToken.of("V-" + token.serial());
            api.have(second);
            console.open(realm + "/tokens/token?serialNumber=" + second.serial() + "&action=retire");
            Phone display = second.display();
            TokenApi.json(api.send(
                    "POST",
                    "/" + second.serial() + "/activate",
                    Map.of("userId", bob, "name", "V", "code1", display.next(), "code2", display.next())));
            page.click("button#mfa-token-retire");
            assertThat(page.locator("[role=alert]")).containsText("is a user’s device");
            assertThat(page.locator("#mfa-token-state")).hasAttribute("data-state", "active");
            ADMIN.delete("/" + realm + "/mfa-devices/" + ADMIN.deviceId(realm, "bob", "V"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens?search=%00",
                "tokens?status=x",
                "tokens?marker=x",
                "tokens?first=x",
                "tokens?max=x",
                "tokens?nonsense=1",
                "tokens/x",
                "tokens/token",
                "tokens/token?serialNumber=%00",
                "tokens/token?serialNumber=%ff",
                "tokens/token?serialNumber=none&action=delete"
            })
    void what_no_page_links_to_is_no_error_of_the_server(String path) {
        try (Console console = enter("admin", "tokens")) {
            int status = get(console, path).status();
            assertTrue(status < 500, path + ": " + status);
        }
    }

    @Test
    void what_no_form_sends_is_no_error_of_the_server() {
        try (Console console = enter("admin", "tokens")) {
            String checker = console.checker();
            FilePayload file = new FilePayload("x", "text/plain", "x".getBytes(StandardCharsets.UTF_8));
            for (String field : List.of("key", "password", "batch", "format", "action", "stateChecker")) {
                FormData form = upload(token, "import").set("stateChecker", checker);
                int status = send(console, form.set(field, file)).status();
                assertTrue(status < 500, field + ": " + status);
            }
            for (String field : List.of("format", "encoding", "onError", "batch", "key", "password")) {
                FormData form = upload(token, "check").set("stateChecker", checker);
                int status = send(console, form.set(field, "\u0000")).status();
                assertTrue(status < 500, field + ": " + status);
            }
            FormData none = FormData.create().set("stateChecker", checker).set("file", "no file");
            assertTrue(send(console, none).status() < 500);
            assertTrue(post(console, "tokens/import", RequestOptions.create()).status() < 500);
            assertTrue(post(
                                    console,
                                    "tokens/import",
                                    RequestOptions.create()
                                            .setData("x")
                                            .setHeader("Content-Type", "multipart/form-data"))
                            .status()
                    < 500);
        }
    }
}
