package io.iammfa.keycloak.console;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;

/** An admin at a browser of their own, in the console. */
final class Console implements AutoCloseable {

    static final AdminApi ADMIN = TestServer.admin();

    private final String home;
    private final Visitor visitor;

    /** @param home the admin's own realm */
    Console(String home) {
        this(home, new Browser.NewContextOptions());
    }

    Console(String home, Browser.NewContextOptions options) {
        this.home = home;
        this.visitor = new Visitor(home, options);
    }

    /** A realm whose user {@code admin} may do everything in it. */
    static RealmBuilder builder() {
        return new RealmBuilder()
                .set("adminEventsEnabled", true)
                .secondFactor("conditional-user-configured", "REQUIRED")
                .secondFactor("mfa-device-form", "REQUIRED")
                .user("admin");
    }

    static String create(RealmBuilder builder) {
        String realm = TestServer.create(builder);
        ADMIN.allow(realm, "admin", "realm-admin");
        return realm;
    }

    static String address(String home, String path) {
        return TestServer.get().url() + "/realms/" + home + "/mfa-console/" + path;
    }

    /** Opens a page, and signs in where Keycloak asks for it. */
    Console open(String path, String username) {
        visitor.page().navigate(address(home, path));
        visitor.password(username);
        return this;
    }

    /** Opens a page for who is signed in. */
    Page open(String path) {
        visitor.page().navigate(address(home, path));
        return page();
    }

    /** Opens a user's page. */
    Page user(String realm, String username) {
        return open(realm + "/users/" + ADMIN.userId(realm, username));
    }

    Page page() {
        return visitor.page();
    }

    /** What the forms of this session bring with them; who is shown no form has it in the cookie all the same. */
    String checker() {
        return page().context().cookies().stream()
                .filter(cookie -> cookie.name.equals("KEYCLOAK_IDENTITY"))
                .map(cookie -> Tokens.claims(cookie.value).get("state_checker").asText())
                .findFirst()
                .orElseThrow();
    }

    /** What an address answers to this browser, wherever it would lead. */
    APIResponse get(String path) {
        return page().context()
                .request()
                .get(address(home, path), RequestOptions.create().setMaxRedirects(0));
    }

    /** What it answers to a form. */
    APIResponse post(String path, RequestOptions form) {
        return page().context().request().post(address(home, path), form.setMaxRedirects(0));
    }

    Visitor visitor() {
        return visitor;
    }

    @Override
    public void close() {
        // a message that the theme does not have is shown by its key
        String text = page().locator("main").first().innerText();
        if (page().url().contains("/mfa-console/") && text.matches("(?s)(?:.*\\s)?(?:do|mfa)[A-Z]\\w+.*")) {
            throw new AssertionError(text);
        }
        visitor.close();
    }
}
