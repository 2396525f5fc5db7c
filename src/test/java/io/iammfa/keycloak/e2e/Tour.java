package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A way that leads past every page that users can see. */
final class Tour {

    private static final AdminApi ADMIN = TestServer.admin();

    /** Nobody is asked for a device or for the proof of one. */
    private final String free;

    /** Sign-ins ask for a device. */
    private final String asked;

    /** Changes ask for a proof, and two devices are as many as may be. */
    private final String full;

    /** A pass comes before the first device. */
    private final String lost;

    /** There is time until a date, and a hardware token in the inventory. */
    private final String due;

    private final List<String> languages;

    Tour(List<String> languages) {
        this.languages = languages;
        free = TestServer.create(realm().user("carol").passwordOnly().policy("proof-required", "false"));
        ADMIN.put(
                "/" + free + "/users/" + ADMIN.userId(free, "carol"),
                Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
        asked = TestServer.create(realm().user(
                        "kim",
                        RealmBuilder.stockDevice("Red", "secret-red"),
                        SecurityKey.usb().stored("YubiKey")));
        full = TestServer.create(realm().passwordOnly().policy("max-devices", "2"));
        lost = TestServer.create(realm().user("dave").passwordOnly().policy("first-device", "pass"));
        ADMIN.put(
                "/" + lost + "/users/" + ADMIN.userId(lost, "dave"),
                Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
        due = TestServer.create(realm().user("erin").policy("grace-days", "14"));
        TokenApi.asAdmin(TestServer.get().url(), due).have(HardwareToken.of("A-1"));
    }

    private RealmBuilder realm() {
        return new RealmBuilder()
                .owner("alice")
                .set("displayName", "Demo")
                .set("internationalizationEnabled", true)
                .set(
                        "supportedLocales",
                        Stream.concat(languages.stream(), Stream.of("sv")).toList());
    }

    String free() {
        return free;
    }

    /** Goes it in one language and theme; each page is handed on under a name. */
    void go(Browser.NewContextOptions view, String theme, String language, BiConsumer<String, Visitor> look) {
        boolean scripts = !Boolean.FALSE.equals(view.javaScriptEnabled);
        for (String realm : List.of(free, asked, full, lost, due)) {
            ADMIN.put("/" + realm, Map.of("loginTheme", theme));
        }
        String parameters = "&ui_locales=" + language;
        try (Visitor alice = new Visitor(free, view)) {
            alice.open(parameters + "&kc_action=MANAGE_MFA_DEVICES")
                    .password("alice")
                    .sees("kc-mfa-devices");
            look.accept("table", alice);
            changes(alice, look);
            replace(alice, look);
            wizard(alice, look);
            if (scripts) {
                key(alice, look);
            }
        }
        signIn(view, parameters, look);
        proof(view, parameters, look);
        lost(view, parameters, look);
        due(view, parameters, look);
        impersonated(view, parameters, look);
    }

    private static void changes(Visitor alice, BiConsumer<String, Visitor> look) {
        for (String operation : List.of("rename", "resync", "remove")) {
            alice.press("Green", operation).sees("kc-mfa-" + operation + "-form");
            look.accept(operation, alice);
            alice.page().click("#kc-mfa-back");
        }
    }

    private void replace(Visitor alice, BiConsumer<String, Visitor> look) {
        alice.press("Green", "replace").sees("kc-mfa-codes-form");
        look.accept("replace-codes", alice);
        alice.page().click("#kc-mfa-back");
        alice.sees("kc-mfa-name-form");
        look.accept("replace-name", alice);
        alice.name("Green").sees("kc-mfa-codes-form");
        String user = "/" + free + "/users/" + ADMIN.userId(free, "alice");
        ADMIN.delete(user + "/credentials/" + ADMIN.deviceId(free, "alice", "Green"));
        Phone phone = Phone.scan(alice.picture());
        alice.codes(phone.next(), phone.next()).sees("kc-mfa-gone-form");
        look.accept("gone", alice);
        alice.page().click("#kc-mfa-continue");
        alice.sees("kc-mfa-devices");
    }

    private static void wizard(Visitor alice, BiConsumer<String, Visitor> look) {
        alice.page().click("#kc-mfa-assign");
        alice.sees("kc-mfa-name-form");
        look.accept("wizard-name", alice);
        // under the name of the one that is gone, so that it is there for the next tour
        String name = "Green";
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
    }

    private static void key(Visitor alice, BiConsumer<String, Visitor> look) {
        alice.page().click("#kc-mfa-assign");
        alice.page().locator("[name=deviceType][value=webauthn]").check();
        alice.name("YubiKey").sees("kc-mfa-key-form");
        look.accept("wizard-key", alice);
        alice.page().click("#kc-mfa-cancel");
        alice.sees("kc-mfa-devices");
    }

    private void signIn(Browser.NewContextOptions view, String parameters, BiConsumer<String, Visitor> look) {
        try (Visitor alice = new Visitor(asked, view)) {
            alice.open(parameters).password("alice").sees("kc-otp-login-form");
            look.accept("sign-in", alice);
            alice.code("000000").sees("kc-mfa-suggest-resync");
            look.accept("sign-in-refused", alice);
            alice.page().click("#kc-mfa-offer-resync");
            alice.sees("kc-mfa-resync-form");
            look.accept("sign-in-resync", alice);
        }
        try (Visitor kim = new Visitor(asked, view)) {
            kim.open(parameters).password("kim").sees("kc-otp-login-form");
            look.accept("sign-in-key", kim);
        }
    }

    private void proof(Browser.NewContextOptions view, String parameters, BiConsumer<String, Visitor> look) {
        try (Visitor alice = new Visitor(full, view)) {
            // the code that proves a device does so once for each alice
            ADMIN.delete("/" + full + "/users/" + ADMIN.userId(full, "alice"));
            ADMIN.post(
                    "/" + full + "/users",
                    RealmBuilder.person(
                            "alice",
                            RealmBuilder.stockDevice("Red", "secret-red"),
                            RealmBuilder.stockDevice("Green", "secret-green")));
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

    private void lost(Browser.NewContextOptions view, String parameters, BiConsumer<String, Visitor> look) {
        try (Visitor dave = new Visitor(lost, view)) {
            dave.open(parameters).password("dave").sees("kc-mfa-first");
            look.accept("first-device", dave);
            dave.prove(pass(lost, "dave")).sees("kc-mfa-name-form");
        }
        try (Visitor alice = new Visitor(asked, view)) {
            String pass = pass(asked, "alice");
            alice.open(parameters).password("alice").sees("kc-otp-login-form");
            look.accept("sign-in-pass", alice);
            alice.code(pass).sees("kc-mfa-pass-end");
            look.accept("wizard-pass", alice);
        }
    }

    private void due(Browser.NewContextOptions view, String parameters, BiConsumer<String, Visitor> look) {
        try (Visitor erin = new Visitor(due, view)) {
            erin.open(parameters).password("erin").sees("kc-mfa-deadline-form");
            look.accept("deadline", erin);
            erin.page().click("#kc-mfa-deadline-assign");
            erin.sees("kc-mfa-name-form");
            erin.page().locator("[name=deviceType][value=hardware]").check();
            erin.name("Key ring").sees("kc-mfa-token-form");
            look.accept("wizard-token", erin);
        }
    }

    private static String pass(String realm, String username) {
        return ADMIN.pass(realm, username).get("code").asText();
    }

    private void impersonated(Browser.NewContextOptions view, String parameters, BiConsumer<String, Visitor> look) {
        try (Visitor admin = new Visitor(free, view)) {
            admin.impersonate(ADMIN.userId(free, "carol"));
            admin.open(parameters).sees("kc-mfa-impersonated-form");
            look.accept("impersonated", admin);
        }
    }
}
