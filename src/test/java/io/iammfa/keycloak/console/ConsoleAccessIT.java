package io.iammfa.keycloak.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.iammfa.keycloak.console.Console.ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ForcedColors;
import io.iammfa.keycloak.support.Axe;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import io.iammfa.keycloak.support.Visitor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The console for everybody: on a phone, in the dark, by keyboard, without scripts. */
class ConsoleAccessIT {

    private static final String LONG_NAME = "a-user-with-a-name-that-is-longer-than-any-column-of-a-table-on-a-phone";

    private static String realm;
    private static List<String> paths;

    @BeforeAll
    static void prepare() {
        realm = Console.create(Console.builder()
                .owner("bob")
                .policy("user-rules", "true")
                .user(LONG_NAME)
                .user("no-scripts")
                .set("internationalizationEnabled", true)
                .set("supportedLocales", List.of("en", "ar")));
        HardwareToken token = HardwareToken.of("FT-1");
        TokenApi tokens = TokenApi.asAdmin(TestServer.get().url(), realm);
        tokens.have(token, HardwareToken.of("a-serial-number-that-is-as-long-as-a-serial-number-may-be-000001"));
        tokens.send("PUT", "/FT-1", Map.of("userId", ADMIN.userId(realm, "bob")));
        String longName = ADMIN.userId(realm, LONG_NAME);
        ADMIN.put(
                "/" + realm + "/mfa-devices/deadlines/" + longName,
                Map.of("until", MovedClock.now().plus(Duration.ofDays(5)).toString(), "reason", "Phone in repair"));
        String bob = realm + "/users/" + ADMIN.userId(realm, "bob");
        String red = bob + "/devices/" + ADMIN.deviceId(realm, "bob", "Red");
        paths = List.of(
                realm + "/",
                realm + "/users",
                realm + "/users?tag=x",
                bob,
                bob + "?done=rename",
                bob + "/assign",
                red + "/rename",
                red + "/resync",
                red + "/remove",
                red + "/tags",
                bob + "/assign/token?deviceName=Token",
                realm + "/tokens",
                realm + "/tokens?search=nothing",
                realm + "/tokens/import",
                realm + "/tokens/import/progress",
                realm + "/tokens/token?serialNumber=FT-1",
                realm + "/tokens/token?serialNumber=FT-1&done=reserve",
                realm + "/tokens/token?serialNumber=FT-1&action=retire",
                realm + "/deadlines",
                realm + "/deadlines?status=overdue",
                realm + "/deadlines?status=x",
                realm + "/users/" + longName,
                "nowhere/");
    }

    private static Stream<Browser.NewContextOptions> views() {
        return Stream.of(
                new Browser.NewContextOptions(),
                new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK),
                new Browser.NewContextOptions().setViewportSize(320, 640),
                new Browser.NewContextOptions()
                        .setViewportSize(390, 844)
                        .setColorScheme(ColorScheme.DARK)
                        .setForcedColors(ForcedColors.ACTIVE),
                new Browser.NewContextOptions().setLocale("ar"));
    }

    @ParameterizedTest
    @MethodSource("views")
    void every_page_is_sound_in_every_view_and_needs_no_scrolling_sideways(Browser.NewContextOptions view) {
        try (Console console = new Console(realm, view).open("", "admin")) {
            Page page = console.page();
            for (String path : paths) {
                console.open(path);
                isSound(page, path);
            }
            console.open(realm + "/users/" + ADMIN.userId(realm, "bob") + "/assign");
            console.visitor().name("Phone");
            console.visitor().scan();
            assertEquals(List.of(), Axe.violations(page));
            page.click("#kc-mfa-back");
            console.user(realm, LONG_NAME).click("#mfa-time-give");
            console.visitor().seesError("until", "");
            console.visitor().seesError("reason", "");
            isSound(page, "no time");
            console.open(realm + "/tokens/import");
            choose(page, HardwareToken.ENTRA + "\n,FT-3,x,30,M,M\n,FT-4,x,30,M,M\n");
            page.click("#mfa-import-check");
            assertThat(page.locator("#mfa-rejected tbody tr")).hasCount(2);
            isSound(page, "a file that was checked");
            page.click("#mfa-import-check");
            console.visitor().seesError("file", "");
            isSound(page, "no file");
        }
    }

    private static void choose(Page page, String file) {
        page.setInputFiles("#file", new FilePayload("t.csv", "text/csv", file.getBytes(StandardCharsets.UTF_8)));
    }

    private static void isSound(Page page, String what) {
        assertEquals(List.of(), Axe.violations(page), what);
        int over = (int) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertTrue(over <= 0, what + " is wider than the window by " + over);
    }

    @Test
    void a_token_is_reserved_and_retired_by_keyboard_alone() {
        TokenApi.asAdmin(TestServer.get().url(), realm).have(HardwareToken.of("KB-1"));
        try (Console console = new Console(realm).open(realm + "/tokens?search=KB", "admin")) {
            Page page = console.page();
            tabTo(page, "#mfa-tokens a:has-text('KB-1')");
            page.keyboard().press("Enter");
            tabTo(page, "#username");
            page.keyboard().type("bob");
            page.keyboard().press("Enter");
            assertThat(page.locator("#mfa-status")).isFocused();
            tabTo(page, "a#mfa-token-retire");
            page.keyboard().press("Enter");
            tabTo(page, "button#mfa-token-retire");
            page.keyboard().press("Enter");
            assertThat(page.locator("#mfa-status")).hasText("The token is retired.");
        }
    }

    @Test
    void time_is_given_and_taken_back_by_keyboard_alone() {
        try (Console console = new Console(realm).open(realm + "/deadlines", "admin")) {
            Page page = console.page();
            tabTo(page, "#mfa-deadlines a");
            page.keyboard().press("Enter");
            tabTo(page, "#until");
            LocalDate day = LocalDate.ofInstant(MovedClock.now(), ZoneId.systemDefault())
                    .plusDays(9);
            page.keyboard().type(DateTimeFormatter.ofPattern("MMddyyyy").format(day));
            assertThat(page.locator("#until")).hasValue(day.toString());
            tabTo(page, "#reason");
            page.keyboard().type("On leave");
            page.keyboard().press("Enter");
            assertThat(page.locator("#mfa-status")).hasText("The user has time until that day.");
            assertThat(page.locator("#mfa-status")).isFocused();
            tabTo(page, "#mfa-time-back");
            page.keyboard().press("Enter");
            assertThat(page.locator("#mfa-status")).hasText("The time that was given was taken back.");
            page.fill("#until", day.toString());
            page.fill("#reason", "For the other tests");
            page.click("#mfa-time-give");
        }
    }

    @Test
    void a_device_is_renamed_by_keyboard_alone() {
        try (Console console = new Console(realm).open(realm + "/users", "admin")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-users")).isVisible();
            page.keyboard().press("Tab");
            assertThat(page.locator(".mfa-skip")).isFocused();
            page.keyboard().press("Enter");
            tabTo(page, "#mfa-users a:has-text('bob')");
            page.keyboard().press("Enter");
            tabTo(page, "#kc-mfa-devices tr:has-text('Green') button[value=rename]");
            page.keyboard().press("Enter");
            assertThat(page.locator("#deviceName")).isFocused();
            page.keyboard().press("Control+A");
            page.keyboard().type("Lime");
            page.keyboard().press("Enter");
            assertThat(page.locator("#mfa-status")).isFocused();
            assertThat(console.visitor().row("Lime")).hasCount(1);
        }
    }

    private static void tabTo(Page page, String selector) {
        Visitor.tabTo(page, selector, 60);
    }

    @Test
    void everything_works_with_scripts_off() {
        Browser.NewContextOptions off = new Browser.NewContextOptions().setJavaScriptEnabled(false);
        try (Console console = new Console(realm, off).open("", "admin")) {
            console.page()
                    .locator(".mfa-nav a", new Page.LocatorOptions().setHasText("Users"))
                    .click();
            console.page()
                    .locator("#mfa-users a", new Page.LocatorOptions().setHasText("a-user"))
                    .click();
            console.page().click("#kc-mfa-assign");
            console.visitor().assign("Phone");
            assertThat(console.page().locator("#mfa-status")).hasText("The device was added.");
            console.user(realm, "admin");
            assertThat(console.page().locator("#mfa-time-form")).hasCount(0);
            console.user(realm, "no-scripts");
            console.page()
                    .fill(
                            "#until",
                            LocalDate.ofInstant(MovedClock.now(), ZoneId.systemDefault())
                                    .plusDays(2)
                                    .toString());
            console.page().fill("#reason", "On leave");
            console.page().click("#mfa-time-give");
            assertThat(console.page().locator("#mfa-status")).hasText("The user has time until that day.");
            HardwareToken token = HardwareToken.of("NS-1");
            console.open(realm + "/tokens/import");
            choose(console.page(), HardwareToken.ENTRA + "\n" + token.entra("") + "\n");
            console.page().click("#mfa-import-do");
            assertThat(console.page().locator("#mfa-import-new")).hasText("1");
            Phone display = token.display();
            console.user(realm, "bob").click("#kc-mfa-assign");
            console.page().check("input[name=deviceType][value=hardware]");
            console.visitor().name("Token");
            console.page().fill("#serialNumber", "NS-1");
            console.visitor().codes(display.next(), display.next());
            assertThat(console.page().locator("#mfa-status")).hasText("The device was added.");
        }
    }
}
