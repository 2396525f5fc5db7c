package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Axe;
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

    private static Tour tour;

    @BeforeAll
    static void prepare() {
        tour = new Tour(LANGUAGES);
    }

    /**
     * How somebody looks at the pages, and in which language; each is a picture, too. In Keycloak's own page around ours the
     * field with the username has no label; in its older themes it has no landmarks, and the list of languages is an early
     * stop of the tabulator key.
     */
    private record View(String name, String theme, String language, Browser.NewContextOptions options) {

        View(String name, String language, Browser.NewContextOptions options) {
            this(name, "keycloak.v2", language, options);
        }

        /** What axe finds fault with in our part of a page. */
        List<String> violations(Page page) {
            return Axe.violations(
                    page,
                    axe -> theme.equals("keycloak.v2")
                            ? axe.exclude("#kc-attempted-username")
                            : axe.exclude("#kc-attempted-username")
                                    .exclude("#kc-current-locale-link")
                                    .disableRules(List.of("landmark-one-main", "region")));
        }

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
                new View("plain", "en", new Browser.NewContextOptions().setJavaScriptEnabled(false)),
                new View("older-theme", "keycloak", "fr", new Browser.NewContextOptions().setViewportSize(1280, 900)),
                new View("base-theme", "base", "en", new Browser.NewContextOptions().setViewportSize(1280, 900)));
    }

    @ParameterizedTest
    @MethodSource("views")
    void are_sound_in_every_view(View view) {
        Map<String, String> headings = new TreeMap<>();
        tour.go(view.options(), view.theme(), view.language(), (name, visitor) -> {
            visitor.screenshot("page-" + view.name() + "-" + name);
            Page page = visitor.page();
            if (!Boolean.FALSE.equals(view.options().javaScriptEnabled)) {
                assertEquals(List.of(), view.violations(page), name);
            }
            int over =
                    (int) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertTrue(over <= 0, name + " is wider than the window by " + over);
            String heading = page.locator("h1").first().innerText().strip();
            headings.put(name, heading);
            assertTrue(page.title().startsWith(heading + " – "), page.title());
            assertEquals(
                    // there is nothing to press; and the theme "base" has no styles at all
                    name.equals("impersonated") || view.theme().equals("base") ? 0 : 1,
                    page.locator(".mfa-actions .pf-m-primary:visible, .mfa-actions .btn-primary:visible")
                            .count(),
                    name + ": primary buttons");
            String text = page.locator("main, #kc-content, #kc-form").first().innerText();
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
        HttpVisitor alice = new HttpVisitor(tour.free()).open("&kc_action=MANAGE_MFA_DEVICES&ui_locales=" + language);
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
        HttpVisitor alice = new HttpVisitor(tour.free()).open("&kc_action=MANAGE_MFA_DEVICES&ui_locales=sv");
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
