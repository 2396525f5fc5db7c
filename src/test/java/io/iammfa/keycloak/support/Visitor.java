package io.iammfa.keycloak.support;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.net.HttpCookie;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;

/** A person at a browser of their own, signing in to a realm's client {@code app}. */
public final class Visitor implements AutoCloseable {

    private final String server;
    private final String realm;
    private final BrowserContext context;
    private Page page;

    public Visitor(String realm) {
        this(TestServer.get().url(), realm, new Browser.NewContextOptions());
    }

    public Visitor(String realm, Browser.NewContextOptions options) {
        this(TestServer.get().url(), realm, options);
    }

    public Visitor(String server, String realm) {
        this(server, realm, new Browser.NewContextOptions());
    }

    private Visitor(String server, String realm, Browser.NewContextOptions options) {
        this.server = server;
        this.realm = realm;
        this.context = Chromium.get().newContext(options);
        this.context.setDefaultTimeout(20_000);
        this.page = context.newPage();
    }

    public Page page() {
        return page;
    }

    /** Follows the link of a mail that asks for actions, and goes on past Keycloak's page in between. */
    public Visitor followMail(String link) {
        page.navigate(link);
        page.locator("#kc-info-message a, .instruction a").first().click();
        return this;
    }

    /** Opens another tab, which is the current one from then on. */
    public Page newTab() {
        page = context.newPage();
        return page;
    }

    public void switchTo(Page tab) {
        page = tab;
    }

    /** Opens the sign-in page. */
    public Visitor open() {
        return open("");
    }

    /** Opens the sign-in page with more parameters, such as {@code &kc_action=…}. */
    public Visitor open(String parameters) {
        page.navigate(Tokens.authorizationUrl(server, realm) + parameters);
        return this;
    }

    /** Signs in as somebody else, as the server's admin may. */
    public Visitor impersonate(String userId) {
        context.addCookies(new AdminApi(server)
                        .send("POST", "/" + realm + "/users/" + userId + "/impersonation", null)
                        .headers()
                        .allValues("set-cookie")
                        .stream()
                        .flatMap(header -> HttpCookie.parse(header).stream())
                        .map(cookie -> new Cookie(cookie.getName(), cookie.getValue())
                                .setDomain("localhost")
                                .setPath(cookie.getPath()))
                        .toList());
        return this;
    }

    /** Signs in as far as the password, which in the tests is the username. */
    public Visitor password(String username) {
        page.fill("#username", username);
        page.fill("#password", username);
        page.click("#kc-login");
        return this;
    }

    /** Sends the code field of the sign-in page. */
    public Visitor code(String code) {
        page.fill("#otp", code);
        page.click("#kc-login");
        return this;
    }

    /** Sends the code of the page that asks for a proof. */
    public Visitor prove(String code) {
        page.fill("#otp", code);
        page.click("#kc-mfa-prove");
        return this;
    }

    /** A row of the table of devices. */
    public Locator row(String device) {
        return page.locator("#kc-mfa-devices tbody tr").filter(new Locator.FilterOptions().setHasText(device));
    }

    /** Presses a button of a device in that table. */
    public Visitor press(String device, String action) {
        row(device).locator("button[value=" + action + "]").click();
        return this;
    }

    /** Goes on by the tabulator key, so many times at most, until an element has the focus. */
    public static void tabTo(Page page, String selector, int most) {
        for (int i = 0; i < most; i++) {
            if ((boolean) page.locator(selector).first().evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError(selector + " is not reached by keyboard");
    }

    /** Sends the wizard's first page. */
    public Visitor name(String name) {
        page.fill("#deviceName", name);
        page.click("#kc-mfa-name-form button[type=submit]");
        return this;
    }

    /** Opens the QR code of the wizard's second page and scans it. */
    public Phone scan() {
        Locator picture = page.locator("#kc-mfa-qr-code");
        if (!picture.isVisible()) {
            page.click("#mfa-shown-qr summary");
        }
        assertThat(picture).isVisible();
        return Phone.scan(picture());
    }

    /** The QR code, whether it is open or not. */
    public byte[] picture() {
        String source = page.locator("#kc-mfa-qr-code").getAttribute("src");
        return Base64.getDecoder().decode(source.replace("data:image/png;base64,", ""));
    }

    /** Sends the wizard's second page. */
    public Visitor codes(String code1, String code2) {
        page.fill("#code1", code1);
        page.fill("#code2", code2);
        page.click("#kc-mfa-add");
        return this;
    }

    /** Goes through the whole wizard, from its first page on. */
    public Phone assign(String name) {
        name(name);
        Phone phone = scan();
        codes(phone.next(), phone.next());
        return phone;
    }

    /** Waits until the browser is back at the app, signed in. */
    public Visitor isSignedIn() {
        page.waitForURL(Pattern.compile(".*[?&]code=.*"));
        return this;
    }

    /** What the access token says. */
    public JsonNode token() {
        return Tokens.claims(accessToken());
    }

    /** The access token itself. */
    public String accessToken() {
        isSignedIn();
        return Tokens.redeem(server, realm, page.url());
    }

    public boolean isAt(String formId) {
        return page.locator("#" + formId).count() == 1;
    }

    public Visitor sees(String formId) {
        assertThat(page.locator("#" + formId)).isVisible();
        return this;
    }

    /** Expects an error beside a field, tied to it for screen readers. */
    public Visitor seesError(String field, String text) {
        Locator input = page.locator("#" + field);
        assertThat(input).hasAttribute("aria-invalid", "true");
        String describedBy = input.getAttribute("aria-describedby");
        assertThat(page.locator("#input-error-" + field)).containsText(text);
        if (!describedBy.contains("input-error-" + field)) {
            throw new AssertionError(field + " is described by " + describedBy);
        }
        return this;
    }

    public void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", name + ".png")));
    }

    @Override
    public void close() {
        context.close();
    }
}
