package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Messages;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tour of all pages of the users, for everybody: on a phone, in the dark, in their language, by keyboard alone. */
class PagesIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final List<String> LANGUAGES =
            List.of("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt-BR", "tr", "uk", "zh-CN");

    /** What axe finds fault with in Keycloak's own page around ours: the field with the username has no label. */
    private static final List<String> OF_THE_TEMPLATE = List.of("#kc-attempted-username");

    private static String free;
    private static String asked;
    private static String full;

    private static RealmBuilder realm() {
        return new RealmBuilder()
                .owner("alice")
                .set("displayName", "Demo")
                .set("internationalizationEnabled", true)
                .set(
                        "supportedLocales",
                        Stream.concat(LANGUAGES.stream(), Stream.of("sv")).toList());
    }

    @BeforeAll
    static void prepare() {
        free = TestServer.create(realm().passwordOnly().policy("proof-required", "false"));
        asked = TestServer.create(realm());
        full = TestServer.create(realm().passwordOnly().policy("max-devices", "2"));
    }

    /** Goes through all pages in one language; each is handed on under a name. */
    private static void tour(Browser.NewContextOptions view, String language, BiConsumer<String, Visitor> look) {
        String parameters = "&ui_locales=" + language;
        try (Visitor alice = new Visitor(free, view)) {
            alice.open(parameters + "&kc_action=MANAGE_MFA_DEVICES")
                    .password("alice")
                    .sees("kc-mfa-devices");
            look.accept("table", alice);
            for (String operation : List.of("rename", "resync", "remove")) {
                alice.press("Green", operation).sees("kc-mfa-" + operation + "-form");
                look.accept(operation, alice);
                alice.page().click("#kc-mfa-back");
            }
            alice.press("Green", "replace").sees("kc-mfa-codes-form");
            look.accept("replace-codes", alice);
            alice.page().click("#kc-mfa-back");
            alice.sees("kc-mfa-name-form");
            look.accept("replace-name", alice);
            alice.page().click("#kc-mfa-cancel");
            alice.page().click("#kc-mfa-assign");
            alice.sees("kc-mfa-name-form");
            look.accept("wizard-name", alice);
            String name = "Work phone";
            alice.name(name).sees("kc-mfa-codes-form");
            alice.page().click("#mfa-shown-qr summary");
            look.accept("wizard-codes", alice);
            Phone phone = Phone.scan(alice.picture());
            alice.codes("1", phone.next()).sees("kc-mfa-codes-form");
            look.accept("wizard-refused", alice);
            alice.codes(phone.next(), phone.next()).sees("kc-mfa-devices");
            assertThat(alice.page().locator("#kc-mfa-status")).isFocused();
            assertThat(alice.page().locator("#kc-mfa-status")).containsText(name);
            look.accept("table-done", alice);
            alice.press(name, "remove").page().click("#kc-mfa-remove");
            assertThat(alice.page().locator("#kc-mfa-status")).isFocused();
        }
        try (Visitor alice = new Visitor(asked, view)) {
            alice.open(parameters).password("alice").sees("kc-otp-login-form");
            look.accept("sign-in", alice);
            alice.code("000000").sees("kc-mfa-suggest-resync");
            look.accept("sign-in-refused", alice);
            alice.page().click("#kc-mfa-offer-resync");
            alice.sees("kc-mfa-resync-form");
            look.accept("sign-in-resync", alice);
        }
        try (Visitor alice = new Visitor(full, view)) {
            // the code that proves a device does so once for each alice
            ADMIN.delete("/" + full + "/users/" + ADMIN.userId(full, "alice"));
            ADMIN.post("/" + full + "/users", person());
            alice.open(parameters + "&kc_action=ASSIGN_MFA_DEVICE")
                    .password("alice")
                    .sees("kc-mfa-proof-form");
            look.accept("proof", alice);
            alice.prove(Phone.ofKey("secret-red").next()).sees("kc-mfa-limit-form");
            look.accept("limit", alice);
            alice.page().click("#kc-mfa-manage");
            alice.sees("kc-mfa-devices");
        }
    }

    private static Map<String, Object> person() {
        return RealmBuilder.person(
                "alice",
                RealmBuilder.stockDevice("Red", "secret-red"),
                RealmBuilder.stockDevice("Green", "secret-green"));
    }

    /** How somebody looks at the pages, and in which language; each is a picture, too. */
    private record View(String name, String language, Browser.NewContextOptions options) {

        @Override
        public String toString() {
            return name + ", " + language;
        }
    }

    private static Stream<View> views() {
        return Stream.of(
                new View("desktop", "en", new Browser.NewContextOptions().setViewportSize(1280, 900)),
                new View("dark", "de", new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK)),
                new View("narrow", "ja", new Browser.NewContextOptions().setViewportSize(320, 640)),
                new View(
                        "phone",
                        "ar",
                        new Browser.NewContextOptions()
                                .setViewportSize(390, 844)
                                .setColorScheme(ColorScheme.DARK)
                                .setForcedColors(ForcedColors.ACTIVE)),
                new View("plain", "en", new Browser.NewContextOptions().setJavaScriptEnabled(false)));
    }

    @ParameterizedTest
    @MethodSource("views")
    void are_sound_in_every_view(View view) {
        Map<String, String> headings = new TreeMap<>();
        tour(view.options(), view.language(), (name, visitor) -> {
            visitor.screenshot("page-" + view.name() + "-" + name);
            Page page = visitor.page();
            if (!Boolean.FALSE.equals(view.options().javaScriptEnabled)) {
                assertEquals(
                        List.of(),
                        new AxeBuilder(page)
                                .exclude(OF_THE_TEMPLATE).analyze().getViolations().stream()
                                        .map(violation -> violation.getId() + ": " + violation.getNodes())
                                        .toList(),
                        name);
            }
            int over =
                    (int) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertTrue(over <= 0, name + " is wider than the window by " + over);
            String heading = page.locator("h1").first().innerText().strip();
            headings.put(name, heading);
            assertTrue(page.title().startsWith(heading + " – "), page.title());
            assertEquals(1, page.locator("main .pf-m-primary:visible").count(), name + ": one primary button");
            String text = page.locator("main").first().innerText();
            assertFalse(text.matches("(?s)(?:.*\\s)?(?:do|mfa)[A-Z]\\w+.*"), text);
            if (view.name().equals("desktop") && name.equals("wizard-codes")) {
                int height = (int) page.evaluate("document.documentElement.scrollHeight");
                assertTrue(height <= 900, "with the QR code open it is " + height + " pixels high");
            }
        });
        Properties words = Messages.of(view.language());
        for (Map.Entry<String, String> heading : Map.of(
                        "table", "mfaDevicesTitle",
                        "rename", "mfaRenameTitle",
                        "resync", "mfaResyncTitle",
                        "remove", "mfaRemoveTitle",
                        "replace-name", "mfaReplaceTitle",
                        "replace-codes", "mfaReplaceTitle",
                        "wizard-name", "mfaNameTitle",
                        "sign-in-resync", "mfaResyncTitle",
                        "proof", "mfaProofTitle",
                        "limit", "mfaLimitTitle")
                .entrySet()) {
            assertEquals(words.getProperty(heading.getValue()), headings.get(heading.getKey()), heading.getKey());
        }
    }

    private static Stream<String> languages() {
        return LANGUAGES.stream();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void speak_the_language_of_the_user(String language) {
        Properties words = Messages.of(language);
        HttpVisitor alice = new HttpVisitor(free).open("&kc_action=MANAGE_MFA_DEVICES&ui_locales=" + language);
        String table = alice.password("alice").html();
        String name = alice.submit("action", "assign").html();
        String codes = alice.submit("deviceName", "Phone").html();
        String refused =
                alice.submit("code1", "1", "code2", "", "action", "add").html();
        assertSays(table, words, "mfaDevicesTitle", "mfaColumnUsed", "mfaNever", "mfaReplace", "mfaDone");
        assertSays(name, words, "mfaNameTitle", "mfaNameIntro", "mfaAdvice", "mfaDeviceNameHint", "mfaTypeKey");
        assertSays(codes, words, "mfaCodesInstall", "mfaShowQrCode", "mfaCode1", "mfaCode2", "mfaAdd");
        String missing = new MessageFormat(words.getProperty("mfaCodeMissing"), Locale.forLanguageTag(language))
                .format(new Object[] {6});
        assertTrue(text(refused).contains(missing), () -> missing + "\n" + refused);
        for (String page : List.of(table, name, codes, refused)) {
            assertTrue(page.matches("(?s).*<html[^>]* lang=\"" + language + "\".*"), page);
            assertFalse(page.contains("<div lang="), page);
        }
    }

    private static void assertSays(String html, Properties words, String... keys) {
        for (String key : keys) {
            assertTrue(text(html).contains(words.getProperty(key)), () -> key + ": " + html);
        }
    }

    private static String text(String html) {
        return StringEscapeUtils.unescapeHtml4(html);
    }

    @Test
    void are_English_and_say_so_where_the_language_is_another_one() {
        HttpVisitor alice = new HttpVisitor(free).open("&kc_action=MANAGE_MFA_DEVICES&ui_locales=sv");
        String html = alice.password("alice").submit("action", "assign").html();
        assertTrue(html.matches("(?s).*<html[^>]* lang=\"sv\".*"), html);
        assertTrue(html.contains("<span lang=\"en\">Assign MFA device</span>"), html);
        assertTrue(html.contains("<div lang=\"en\" dir=\"ltr\">"), html);
    }

    @Tag("older")
    @Test
    void lead_a_device_through_its_whole_life_by_keyboard_alone() {
        String realm = TestServer.create(new RealmBuilder().user("alice").policy("proof-required", "false"));
        try (Visitor alice = new Visitor(realm).open("&kc_action=MANAGE_MFA_DEVICES")) {
            Page page = alice.page();
            assertThat(page.locator("#username")).isFocused();
            page.keyboard().type("alice");
            page.keyboard().press("Tab");
            page.keyboard().type("alice");
            page.keyboard().press("Enter");
            assertThat(page.locator("#deviceName")).isFocused();
            page.keyboard().type("Phone");
            page.keyboard().press("Enter");
            Phone phone = setUp(alice);
            assertThat(page.locator("#kc-mfa-devices")).isVisible();

            reach(page, "[name=action][value=rename]");
            page.keyboard().press("Enter");
            assertThat(page.locator("#deviceName")).isFocused();
            page.keyboard().press("Control+A");
            page.keyboard().type("Work phone");
            page.keyboard().press("Enter");
            assertThat(page.locator("#kc-mfa-status")).isFocused();
            assertThat(page.locator("#kc-mfa-status")).containsText("Work phone");

            reach(page, "[name=action][value=resync]");
            page.keyboard().press("Enter");
            assertThat(page.locator("#code1")).isFocused();
            page.keyboard().type(phone.next());
            // goes on to code 2, and sends the page from there
            page.keyboard().press("Enter");
            assertThat(page.locator("#code2")).isFocused();
            page.keyboard().type(phone.next());
            page.keyboard().press("Enter");
            assertThat(page.locator("#kc-mfa-status")).containsText("resynced");

            reach(page, "[name=action][value=replace]");
            page.keyboard().press("Enter");
            setUp(alice);
            assertThat(page.locator("#kc-mfa-status")).containsText("is the new device now");

            reach(page, "[name=action][value=remove]");
            page.keyboard().press("Enter");
            reach(page, "#kc-mfa-remove");
            page.keyboard().press("Enter");
            assertThat(page.locator("#kc-mfa-status")).containsText("was removed");
            assertThat(page.locator("#kc-mfa-status")).isFocused();
        }
        assertEquals(List.of(), ADMIN.deviceNames(realm, "alice"));
    }

    /** The wizard's second page: opens the QR code, which a phone scans, and types two codes. */
    private static Phone setUp(Visitor alice) {
        Page page = alice.page();
        alice.sees("kc-mfa-codes-form");
        reach(page, "#mfa-shown-qr summary");
        page.keyboard().press("Enter");
        assertThat(page.locator("#kc-mfa-qr-code")).isVisible();
        Phone phone = Phone.scan(alice.picture());
        reach(page, "#code1");
        page.keyboard().type(phone.next());
        page.keyboard().press("Enter");
        assertThat(page.locator("#code2")).isFocused();
        page.keyboard().type(phone.next());
        page.keyboard().press("Enter");
        return phone;
    }

    private static void reach(Page page, String selector) {
        Visitor.tabTo(page, selector, 40);
    }
}
