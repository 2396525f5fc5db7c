package io.iammfa.keycloak.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.iammfa.keycloak.console.Console.ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.PskcExample;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import io.iammfa.keycloak.support.Visitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The inventory of hardware tokens in pages. */
class ConsoleTokensIT {

    private final String realm =
            Console.create(Console.builder().user("alice").user("bob").policy("max-devices", "2"));
    private final TokenApi api = TokenApi.asAdmin(TestServer.get().url(), realm);

    private Console enter(String path) {
        return new Console(realm).open(realm + "/" + path, "admin");
    }

    private static void choose(Page page, String... lines) {
        chooseFile(page, "tokens.csv", String.join("\n", lines) + "\n");
    }

    private static void chooseFile(Page page, String name, String file) {
        page.setInputFiles("#file", new FilePayload(name, "text/plain", file.getBytes(StandardCharsets.UTF_8)));
    }

    private static void says(Page page, int total, int added, int unchanged, int rejected) {
        assertThat(page.locator("#mfa-import-outcome dd"))
                .hasText(Stream.of(total, added, unchanged, rejected)
                        .map(String::valueOf)
                        .toArray(String[]::new));
    }

    private static void isIn(Page page, String state) {
        assertThat(page.locator("#mfa-token-state")).hasAttribute("data-state", state);
    }

    private static void status(Page page, String text) {
        assertThat(page.locator("#mfa-status")).hasText(text);
        assertThat(page.locator("#mfa-status")).isFocused();
    }

    private static void claim(Page page, String serial, String code1, String code2) {
        page.fill("#serialNumber", serial);
        page.fill("#code1", code1);
        page.fill("#code2", code2);
        page.click("#kc-mfa-add");
    }

    private static void confirm(Page page, String action) {
        page.click("a#mfa-token-" + action);
        page.click("button#mfa-token-" + action);
    }

    private static void nameToken(Page page, String name) {
        page.check("input[name=deviceType][value=hardware]");
        page.fill("#deviceName", name);
        page.click("#kc-mfa-next");
    }

    @Test
    void the_life_of_a_token_goes_by_pages_alone() throws IOException {
        HardwareToken token = HardwareToken.of("FT-1");
        String[] file = {
            HardwareToken.ENTRA,
            token.entra(""),
            HardwareToken.of("FT-2").entra("nobody-of-this-name"),
            ",FT-3,not-base32!,30,Maker,Model",
            token.entra("")
        };
        Phone display = token.display();
        try (Console console = enter("")) {
            Page page = console.page();
            page.locator(".mfa-nav a", new Page.LocatorOptions().setHasText("Hardware tokens"))
                    .click();
            assertThat(page.locator("#mfa-no-tokens")).isVisible();
            page.click("#mfa-import");
            choose(page, file);
            page.fill("#batch", "Spring");
            page.click("#mfa-import-check");
            says(page, 4, 1, 0, 3);
            assertThat(page.locator("#mfa-rejected tbody th")).hasText(new String[] {"Line: 3", "Line: 4", "Line: 5"});
            assertThat(page.locator("#mfa-rejected")).containsText("no user of the name");
            assertThat(page.locator("#mfa-rejected")).containsText("seed cannot be read");
            assertThat(page.locator("#mfa-rejected")).containsText("has its serial number before");
            assertEquals("Spring", page.inputValue("#batch"));
            console.visitor().screenshot("console-tokens-checked");
            assertEquals(404, api.send("GET", "/FT-1", null).statusCode());

            choose(page, file);
            Download download = page.waitForDownload(() -> page.click("#mfa-import-rejects"));
            assertEquals("mfa-tokens-rejected.csv", download.suggestedFilename());
            assertEquals(
                    String.join("\n", file[0], file[2], file[3], file[4]) + "\n", Files.readString(download.path()));

            choose(page, file);
            page.click("#mfa-import-do");
            status(page, "The file was imported.");
            says(page, 4, 1, 0, 3);
            assertFalse(page.content().contains(token.base32()));
            choose(page, file);
            page.click("#mfa-import-do");
            says(page, 4, 0, 1, 3);

            page.locator(".mfa-trail a").click();
            assertThat(page.locator("#mfa-tokens tbody tr")).hasCount(1);
            assertThat(page.locator("#mfa-tokens")).containsText("Maker Model");
            page.locator("#mfa-tokens a", new Page.LocatorOptions().setHasText("FT-1"))
                    .click();
            isIn(page, "available");
            assertThat(page.locator("#mfa-token")).containsText("Spring");
            console.visitor().screenshot("console-token");
            for (String stranger : List.of("", "no-one", "\u0000", "x".repeat(300))) {
                page.fill("#username", stranger);
                page.click("#mfa-token-reserve");
                console.visitor().seesError("username", "no user of this name");
                assertEquals(stranger.replace("\u0000", "\ufffd"), page.inputValue("#username"));
            }
            page.fill("#username", " Bob ");
            page.click("#mfa-token-reserve");
            status(page, "The token is reserved.");
            isIn(page, "reserved");
            page.locator("#mfa-token-user a", new Page.LocatorOptions().setHasText("bob"))
                    .click();
            assertTrue(page.url().endsWith("/users/" + ADMIN.userId(realm, "bob")), page.url());

            console.user(realm, "alice").click("#kc-mfa-assign");
            nameToken(page, "Key ring");
            claim(page, "", "12", "abc");
            console.visitor().seesError("serialNumber", "Type the serial number");
            console.visitor().seesError("code1", "6 or 8 digits");
            claim(page, "FT-9", display.next(), display.next());
            console.visitor().seesError("serialNumber", "No hardware token has this serial number");
            claim(page, "FT-1", display.next(), display.next());
            console.visitor().seesError("serialNumber", "reserved for somebody else");
            console.open(realm + "/tokens/token?serialNumber=FT-1").click("#mfa-token-free");
            status(page, "The token is free.");
            isIn(page, "available");

            console.user(realm, "alice").click("#kc-mfa-assign");
            nameToken(page, "Key ring");
            page.click("#kc-mfa-back");
            assertThat(page.locator("input[value=hardware]")).isChecked();
            assertEquals("Key ring", page.inputValue("#deviceName"));
            page.click("#kc-mfa-next");
            claim(page, "ft-1", "000000", "111111");
            console.visitor().seesError("serialNumber", "not those of a token");
            assertEquals("ft-1", page.inputValue("#serialNumber"));
            console.visitor().screenshot("console-token-codes");
            claim(page, " ft-1 ", display.next(), display.next());
            status(page, "The device was added.");
            assertThat(console.visitor().row("Key ring")).containsText("FT-1");
        }
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").code(display.next()).isSignedIn();
        }
        try (Console console = enter("tokens?status=active")) {
            Page page = console.page();
            page.locator("#mfa-tokens tbody th a").click();
            isIn(page, "active");
            assertThat(page.locator("#mfa-token-in-use")).isVisible();
            assertThat(page.locator("main button")).hasCount(0);
            page.click("#mfa-token-user a");
            console.visitor().press("Key ring", "remove");
            page.click("#kc-mfa-remove");
            console.open(realm + "/tokens/token?serialNumber=FT-1");
            isIn(page, "returned");
            try (Visitor bob = new Visitor(realm)
                    .open("&kc_action=ASSIGN_MFA_DEVICE")
                    .password("bob")
                    .sees("kc-mfa-name-form")) {
                bob.page().check("input[name=deviceType][value=hardware]");
                bob.name("Bob's").sees("kc-mfa-token-form");
                claim(bob.page(), "FT-1", display.next(), display.next());
                bob.isSignedIn();
            }
            page.reload();
            assertThat(page.locator("#mfa-token-user")).hasText("bob");
            console.user(realm, "bob");
            console.visitor().press("Bob's", "remove");
            page.click("#kc-mfa-remove");

            console.open(realm + "/tokens/token?serialNumber=FT-1");
            confirm(page, "lost");
            status(page, "The token is marked as lost.");
            isIn(page, "lost");
            assertThat(page.locator("#mfa-token-reserve")).hasCount(0);
            confirm(page, "retire");
            status(page, "The token is retired.");
            isIn(page, "retired");
            assertThat(page.locator("#mfa-token-form .mfa-button")).hasText(new String[] {"Delete"});
            confirm(page, "delete");
            status(page, "The token was deleted.");
            assertThat(page.locator("#mfa-no-tokens")).isVisible();
            assertEquals(
                    404,
                    page.navigate(Console.address(realm, realm + "/tokens/token?serialNumber=FT-1"))
                            .status());
            assertThat(page.locator("[role=alert]")).containsText("No hardware token has this serial number");
        }
        String seed = token.base32();
        assertFalse(TestServer.get().logText().contains(seed));
        assertFalse(ADMIN.get("/" + realm + "/admin-events").toString().contains(seed));
    }

    @Test
    void a_row_that_is_bad_keeps_all_out_where_that_is_asked_for_and_a_file_that_is_none_is_told_so() {
        try (Console console = enter("tokens/import")) {
            Page page = console.page();
            page.click("#mfa-import-check");
            console.visitor().seesError("file", "Choose a file");
            page.selectOption("#onError", "stop");
            choose(page, HardwareToken.ENTRA, HardwareToken.of("S-1").entra(""), ",S-2,x,30,Maker,Model");
            page.click("#mfa-import-check");
            says(page, 2, 0, 0, 1);
            assertThat(page.locator("#mfa-status")).containsText("Nothing of it would be imported");
            assertEquals("stop", page.inputValue("#onError"));
            choose(page, HardwareToken.ENTRA, HardwareToken.of("S-1").entra(""), ",S-2,x,30,Maker,Model");
            page.click("#mfa-import-do");
            says(page, 2, 0, 0, 1);
            assertThat(page.locator("#mfa-status")).containsText("Nothing was imported");
            assertEquals(404, api.send("GET", "/S-1", null).statusCode());

            choose(page, HardwareToken.ENTRA);
            page.click("#mfa-import-check");
            console.visitor().seesError("file", "not a CSV or PSKC file");
            chooseFile(
                    page,
                    "x.xml",
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><KeyContainer>&b;</KeyContainer>");
            page.click("#mfa-import-do");
            console.visitor().seesError("file", "not well-formed XML");
            assertFalse(page.content().contains("root:"));
            choose(page, HardwareToken.ENTRA, HardwareToken.of("S-1").entra(""));
            page.fill("#batch", "x".repeat(65));
            page.click("#mfa-import-do");
            console.visitor().seesError("batch", "too long");
            assertEquals(65, page.inputValue("#batch").length());
            assertEquals(404, api.send("GET", "/S-1", null).statusCode());
        }
    }

    @Test
    void a_key_is_asked_for_where_seeds_are_encrypted_and_is_on_no_page_and_in_no_log() {
        try (Console console = enter("tokens/import")) {
            Page page = console.page();
            chooseFile(page, "tokens.pskc", PskcExample.PRE_SHARED);
            page.click("#mfa-import-check");
            console.visitor().seesError("key", "Type the key");
            chooseFile(page, "tokens.pskc", PskcExample.PRE_SHARED);
            page.fill("#key", "123");
            page.click("#mfa-import-check");
            console.visitor().seesError("key", "not a hexadecimal key");
            String wrong = "0123456789abcdef0123456789abcdef";
            chooseFile(page, "tokens.pskc", PskcExample.PRE_SHARED);
            page.fill("#key", wrong);
            page.click("#mfa-import-check");
            says(page, 1, 0, 0, 1);
            assertEquals("", page.inputValue("#key"));
            chooseFile(page, "tokens.pskc", PskcExample.PRE_SHARED);
            page.fill("#key", wrong);
            Download rejects = page.waitForDownload(() -> page.click("#mfa-import-rejects"));
            assertEquals("mfa-tokens-rejected.xml", rejects.suggestedFilename());
            chooseFile(page, "tokens.pskc", PskcExample.PRE_SHARED);
            page.fill("#key", PskcExample.KEY);
            page.click("#mfa-import-do");
            says(page, 1, 1, 0, 0);
            for (String secret : List.of(wrong, PskcExample.KEY, PskcExample.SECRET)) {
                assertFalse(page.content().contains(secret));
                assertFalse(page.url().contains(secret));
                assertFalse(TestServer.get().logText().contains(secret));
            }
        }
        assertEquals("hotp", api.get("987654321").get("kind").asText());
    }

    @Test
    void of_many_rejected_rows_the_first_hundred_are_shown_and_all_are_given_back() throws IOException {
        String[] bad = IntStream.range(0, 150)
                .mapToObj(i -> ",R-" + i + ",x,30,Maker,Model")
                .toArray(String[]::new);
        try (Console console = enter("tokens/import")) {
            Page page = console.page();
            choose(page, HardwareToken.ENTRA, String.join("\n", bad));
            page.click("#mfa-import-check");
            assertThat(page.locator("#mfa-rejected tbody tr")).hasCount(100);
            assertThat(page.locator("#mfa-rejected caption")).hasText("100 of 150 rejected rows");
            choose(page, HardwareToken.ENTRA, String.join("\n", bad));
            Download rejects = page.waitForDownload(() -> page.click("#mfa-import-rejects"));
            assertEquals(151, Files.readAllLines(rejects.path()).size());
        }
    }

    @Test
    void how_far_a_large_file_is_read_is_seen_on_a_page_beside() {
        try (Console console = enter("tokens/import")) {
            Page page = console.page();
            Page beside = page.waitForPopup(() -> page.click("#mfa-import-progress"));
            chooseFile(page, "tokens.csv", HardwareToken.file(100_000));
            // a click of the driver's own would wait for the answer
            page.evaluate("setTimeout(() => document.getElementById('mfa-import-check').click())");
            beside.waitForCondition(() -> {
                beside.click("#mfa-progress-again");
                return beside.locator("#mfa-progress[data-percent]").count() > 0;
            });
            assertThat(beside.locator("#mfa-progress")).containsText("Your file is being checked");
            assertThat(beside.locator("progress")).isVisible();
            assertThat(page.locator("#mfa-import-new")).hasText("100,000");
            beside.click("#mfa-progress-again");
            assertThat(beside.locator("#mfa-progress")).containsText("No file of yours");
        }
    }

    @Test
    void tokens_are_found_and_gone_through_page_by_page() {
        api.have(IntStream.range(100, 160)
                .mapToObj(i -> HardwareToken.of("L-" + i))
                .toArray(HardwareToken[]::new));
        api.send("POST", "/L-107/lost", null);
        try (Console console = enter("tokens?search=l-1")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-tokens tbody tr")).hasCount(50);
            page.click("#mfa-next");
            assertThat(page.locator("#mfa-tokens tbody tr")).hasCount(10);
            assertThat(page.locator("#mfa-tokens tbody th").first()).hasText("L-150");
            assertEquals("l-1", page.inputValue("#search"));
            assertThat(page.locator("#mfa-next")).hasCount(0);
            page.selectOption("#status", "lost");
            page.click("#mfa-filter button");
            assertThat(page.locator("#mfa-tokens tbody th")).hasText(new String[] {"L-107"});
            page.selectOption("#status", "");
            page.fill("#model", "Other");
            page.click("#mfa-filter button");
            assertThat(page.locator("#mfa-no-tokens")).isVisible();
            console.open(realm + "/tokens?status=lent");
            assertThat(page.locator("[role=alert]")).containsText("cannot use what was sent");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=alert(1)>",
                "a/../b?c=d&e#f%2F%00+",
                "..",
                "${7*7}<#assign x=1>",
                "\u05d0\u05d1 12 \u0645\u0631",
                "\u0421\u0435\u0440\u0456\u044f-7%_\u00fc",
                "\u4ee4\u724c \u30c8\u30fc\u30af\u30f3 \ud1a0\ud070",
                "a &amp; b"
            })
    void serial_numbers_of_every_script_and_with_markup_in_them_are_shown_and_found(String serial) {
        HardwareToken token = HardwareToken.of(serial);
        Phone display = token.display();
        try (Console console = enter("tokens/import")) {
            Page page = console.page();
            choose(page, HardwareToken.ENTRA, token.entra(""), serial + "," + serial + ",x,30,<b>,<i>");
            page.click("#mfa-import-check");
            assertThat(page.locator("#mfa-rejected td bdi")).hasText(serial);
            choose(page, HardwareToken.ENTRA, token.entra(""));
            page.click("#mfa-import-do");
            says(page, 1, 1, 0, 0);
            console.open(realm + "/tokens");
            assertThat(page.locator("#mfa-tokens tbody th")).hasText(serial);
            page.locator("#mfa-tokens tbody th a").click();
            assertThat(page.locator("h1")).hasText(serial);
            page.fill("#username", "alice");
            page.click("#mfa-token-reserve");
            status(page, "The token is reserved.");
            assertThat(page.locator("h1")).hasText(serial);
            page.click("a#mfa-token-retire");
            assertThat(page.locator("#mfa-token-serial")).hasText(serial);
            console.user(realm, "alice").click("#kc-mfa-assign");
            nameToken(page, serial);
            claim(page, serial, display.next(), display.next());
            status(page, "The device was added.");
            assertThat(page.locator("#kc-mfa-devices td bdi").first()).hasText(serial);
        }
        assertEquals(serial, ADMIN.deviceNames(realm, "alice").get(0));
    }

    @Test
    void a_token_takes_the_place_of_a_device_also_at_the_limit() {
        String owners = Console.create(Console.builder().owner("carol").policy("max-devices", "2"));
        HardwareToken token = HardwareToken.of("P-1");
        TokenApi.asAdmin(TestServer.get().url(), owners).have(token);
        Phone display = token.display();
        try (Console console = new Console(owners).open(owners + "/users", "admin")) {
            Page page = console.user(owners, "carol");
            assertThat(page.locator("#kc-mfa-assign")).hasCount(0);
            console.visitor().press("Red", "replace");
            nameToken(page, "Green");
            console.visitor().seesError("deviceName", "has a device of this name already");
            nameToken(page, "Red");
            assertThat(page.locator("#kc-mfa-replaces")).isVisible();
            claim(page, "P-1", display.next(), display.next());
            status(page, "The device was replaced.");
            assertThat(console.visitor().row("Red")).containsText("P-1");
        }
        assertEquals(List.of("Green", "Red"), ADMIN.deviceNames(owners, "carol"));
    }

    @Test
    void the_type_is_offered_where_a_token_waits_and_the_realm_allows_it() {
        String alice = "users/" + ADMIN.userId(realm, "alice") + "/assign";
        try (Console console = enter(alice)) {
            Page page = console.page();
            assertThat(page.locator("input[name=deviceType]")).hasCount(1);
            api.have(HardwareToken.of("W-1"));
            page.reload();
            assertThat(page.locator("input[name=deviceType]")).hasCount(2);
            api.send("POST", "/W-1/lost", null);
            nameToken(page, "Token");
            assertThat(page.locator("#input-error-deviceType")).containsText("cannot be added");
            assertEquals("Token", page.inputValue("#deviceName"));
        }
    }
}
