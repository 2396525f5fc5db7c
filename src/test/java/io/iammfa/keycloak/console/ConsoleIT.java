package io.iammfa.keycloak.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.iammfa.keycloak.console.Console.ADMIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.iammfa.keycloak.support.Mailbox;
import io.iammfa.keycloak.support.MovedClock;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What admins do in pages. */
class ConsoleIT {

    private final String realm =
            Console.create(Console.builder().user("alice").owner("bob").policy("max-devices", "3"));

    private Console enter(String path) {
        return new Console(realm).open(path, "admin");
    }

    private List<String> operations(String type) {
        return operations(realm, type);
    }

    private static List<String> operations(String realm, String type) {
        return ADMIN.events(realm, type).stream()
                .map(event -> event.at("/details/mfa_operation").asText())
                .toList();
    }

    @Test
    void iams_procedure_gives_a_user_a_device_that_signs_in() {
        String acme = Console.create(Console.builder()
                .called("acme")
                .user("alice")
                .owner("bob")
                .user("carol", RealmBuilder.stockDevice("Work phone", "secret-carol")));
        Phone phone;
        try (Console console = new Console(acme).open("", "admin")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-adoption")).isVisible();
            console.visitor().screenshot("console-1-overview");
            page.locator(".mfa-nav a", new Page.LocatorOptions().setHasText("Users"))
                    .click();
            console.visitor().screenshot("console-2-users");
            page.locator("#mfa-users a", new Page.LocatorOptions().setHasText("alice"))
                    .click();
            assertThat(page.locator("h2").first()).hasText("Security credentials");
            console.visitor().screenshot("console-3-user");
            page.click("#kc-mfa-assign");
            page.fill("#deviceName", "Work phone");
            console.visitor().screenshot("console-4-name");
            page.click("#kc-mfa-next");
            phone = console.visitor().scan();
            page.getByText("Show secret key").click();
            assertEquals(
                    phone.parameter("secret"),
                    page.locator("#kc-mfa-secret-key").innerText().replace(" ", ""));
            console.visitor().screenshot("console-5-codes");
            console.visitor().codes(phone.next(), phone.next());
            assertThat(page.locator("#mfa-status")).hasText("The device was added.");
            assertThat(page.locator("#mfa-status")).isFocused();
            assertThat(console.visitor().row("Work phone")).hasCount(1);
            console.visitor().screenshot("console-6-added");
        }
        try (Visitor alice = new Visitor(acme)) {
            alice.open().password("alice").code(phone.next()).isSignedIn();
        }
        assertEquals(List.of("assign"), operations(acme, "UPDATE_CREDENTIAL"));
        List<String> told = StreamSupport.stream(
                        ADMIN.get("/" + acme + "/admin-events").spliterator(), false)
                .filter(event -> "MFA_DEVICE".equals(event.get("resourceType").asText()))
                .map(event -> event.get("operationType").asText())
                .toList();
        assertEquals(List.of("ACTION", "CREATE"), told);
    }

    @Test
    void codes_that_are_wrong_are_told_beside_their_field_and_leave_the_key_as_it_is() {
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "alice") + "/assign")) {
            Page page = console.page();
            page.fill("#deviceName", "");
            page.click("#kc-mfa-next");
            console.visitor().seesError("deviceName", "Enter a name");
            console.visitor().name("Phone");
            Phone phone = console.visitor().scan();
            String code = phone.next();
            console.visitor().codes(code, code);
            console.visitor().seesError("code2", "same code twice");
            console.visitor().codes("12", "abcdef");
            console.visitor().seesError("code1", "6 digits");
            console.visitor().seesError("code2", "digits only");
            assertEquals(phone.parameter("secret"), console.visitor().scan().parameter("secret"));
            page.click("#kc-mfa-back");
            assertThat(page.locator("#deviceName")).hasValue("Phone");
            assertEquals(0, ADMIN.devices(realm, "alice").size());
        }
    }

    @Test
    void a_device_is_renamed_resynced_replaced_tagged_and_removed() {
        Phone red = Phone.ofKey("secret-red");
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "bob"))) {
            Page page = console.page();
            console.visitor().press("Red", "rename");
            page.fill("#deviceName", "green");
            page.click("#kc-mfa-rename");
            console.visitor().seesError("deviceName", "has a device of this name already");
            assertThat(page.locator("#deviceName")).hasValue("green");
            page.fill("#deviceName", "Crimson");
            page.click("#kc-mfa-rename");
            assertThat(page.locator("#mfa-status")).hasText("The device has its new name.");

            console.visitor().press("Crimson", "resync");
            Phone fast = red.clockOffBySteps(60);
            long step = fast.now();
            page.fill("#code1", fast.code(step));
            page.fill("#code2", fast.code(step + 1));
            page.click("#kc-mfa-resync");
            assertThat(page.locator("#mfa-status")).hasText("The device was resynced.");
            assertThat(console.visitor().row("Crimson")).containsText(Pattern.compile("3[01] min fast, corrected"));

            console.visitor().press("Crimson", "tags");
            page.fill("#tagKey", "team!");
            page.fill("#tagValue", "ops");
            page.click("#kc-mfa-tags");
            console.visitor().seesError("tagKey", "A key has 1 to 128");
            page.fill("#tagKey", "team");
            page.click("#kc-mfa-tags");
            assertThat(page.locator("#mfa-tags")).containsText("ops");
            page.fill("#tagKey", "site");
            page.fill("#tagValue", "Berlin");
            page.click("#kc-mfa-tags");
            page.click("#mfa-tags tr:has-text('site') button");
            assertThat(page.locator("#mfa-tags tbody tr")).hasCount(1);
            page.click("#kc-mfa-back");
            assertThat(console.visitor().row("Crimson")).containsText("team: ops");

            console.visitor().press("Crimson", "replace");
            assertThat(page.locator("#deviceName")).hasValue("Crimson");
            Phone phone = console.visitor().assign("Crimson");
            assertThat(page.locator("#mfa-status")).hasText("The device was replaced.");
            assertThat(page.locator("#kc-mfa-devices tbody tr")).hasCount(2);
            assertThat(console.visitor().row("Crimson")).containsText("team: ops");
            try (Visitor bob = new Visitor(realm)) {
                bob.open().password("bob");
                bob.page()
                        .locator("label", new Page.LocatorOptions().setHasText("Crimson"))
                        .click();
                bob.code(phone.next()).isSignedIn();
            }

            console.visitor().press("Green", "remove");
            page.click("#kc-mfa-remove");
            assertThat(page.locator("#mfa-status")).hasText("The device was removed.");
            assertThat(page.locator("#kc-mfa-devices tbody tr")).hasCount(1);
        }
        assertEquals(List.of("replace", "resync", "rename"), operations("UPDATE_CREDENTIAL"));
        assertEquals(List.of("remove"), operations("REMOVE_CREDENTIAL"));
    }

    @Test
    void a_user_is_asked_to_do_it_at_the_next_sign_in() {
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "alice"))) {
            console.page().click("#mfa-ask");
            assertThat(console.page().locator("#mfa-status")).containsText("at the next sign-in");
            assertThat(console.page().locator("#mfa-asked")).isVisible();
        }
        try (Visitor alice = new Visitor(realm)) {
            alice.open().password("alice").assign("Phone");
            alice.isSignedIn();
        }
    }

    @Test
    void a_user_is_sent_a_mail_whose_link_leads_to_the_wizard() {
        try (Mailbox mailbox = new Mailbox()) {
            String mailing = Console.create(Console.builder().mailsTo(mailbox).user("alice"));
            try (Console console = new Console(mailing).open(mailing + "/users", "admin")) {
                console.user(mailing, "alice").click("#mfa-ask-mail");
                assertThat(console.page().locator("#mfa-status")).hasText("The mail was sent.");
            }
            try (Visitor alice = new Visitor(mailing)) {
                alice.followMail(mailbox.await(1).get(0).link())
                        .sees("kc-mfa-name-form")
                        .assign("Phone");
                assertThat(alice.page().locator("#kc-mfa-codes-form")).hasCount(0);
            }
            assertEquals(List.of("Phone"), ADMIN.deviceNames(mailing, "alice"));
        }
    }

    @Test
    void a_mail_that_cant_be_sent_is_told() {
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "alice"))) {
            console.page().click("#mfa-ask-mail");
            assertThat(console.page().locator("[role=alert]")).containsText("could not be sent");
        }
    }

    @Test
    void users_are_found_by_what_they_have_and_have_not() {
        try (Console console = enter(realm + "/users")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-users tbody tr")).hasCount(3);
            page.check("input[name=without]");
            page.click("#mfa-filter button");
            assertEquals(
                    List.of("admin", "alice"),
                    page.locator("#mfa-users tbody th").allInnerTexts());
            page.uncheck("input[name=without]");
            page.selectOption("#kind", "totp");
            page.click("#mfa-filter button");
            assertEquals(List.of("bob"), page.locator("#mfa-users tbody th").allInnerTexts());
            page.selectOption("#kind", "");
            page.fill("#search", "AL");
            page.click("#mfa-filter button");
            assertEquals(List.of("alice"), page.locator("#mfa-users tbody th").allInnerTexts());
            for (String search : List.of("*LIC*", "alice@example.com")) {
                page.fill("#search", search);
                page.click("#mfa-filter button");
                assertEquals(
                        List.of("alice"), page.locator("#mfa-users tbody th").allInnerTexts());
            }
            page.fill("#search", "%");
            page.click("#mfa-filter button");
            assertThat(page.locator("#mfa-no-users")).isVisible();
            page.fill("#search", "");
            page.fill("#tag", "nonsense");
            page.click("#mfa-filter button");
            assertThat(page.locator("[role=alert]")).containsText("key:value");
            assertThat(page.locator("#tag")).hasValue("nonsense");
        }
    }

    @Test
    void the_overview_counts_and_leads_into_the_lists() {
        try (Console console = enter(realm + "/")) {
            Page page = console.page();
            assertEquals(
                    List.of("2", "0", "1"),
                    page.locator("#mfa-adoption table").first().locator("td").allInnerTexts());
            assertEquals(2, page.locator("#mfa-adoption svg rect").count());
            page.locator("#mfa-adoption a", new Page.LocatorOptions().setHasText("no device"))
                    .click();
            assertThat(page.locator("#mfa-users tbody tr")).hasCount(2);
            assertEquals(
                    200,
                    page.context()
                            .request()
                            .get(Console.address(realm, realm + "/report"))
                            .status());
        }
    }

    @Test
    void one_button_has_every_user_asked_for_a_device() {
        String fresh =
                Console.create(new RealmBuilder().notOptedIn().user("admin").user("carol"));
        try (Console console = new Console("master").open(fresh + "/", "admin")) {
            Page page = console.page();
            assertThat(page.locator("#mfa-opted-in")).containsText("is off");
            assertThat(page.locator("#mfa-setup-check")).containsText("signs in by the password alone");
            page.click("#mfa-setup");
            assertThat(page.locator("#mfa-status")).containsText("asks all its users");
            assertThat(page.locator(
                            "#mfa-setup-check tr", new Page.LocatorOptions().setHasText("browser with MFA devices")))
                    .containsText("is led to the wizard");
            assertThat(page.locator("#mfa-setup")).hasCount(0);
        }
        assertEquals(
                "browser with MFA devices",
                ADMIN.get("/" + fresh).get("browserFlow").asText());
        JsonNode client =
                ADMIN.get("/" + fresh + "/clients?clientId=mfa-console").get(0);
        assertEquals("/realms/" + fresh + "/mfa-console/", client.get("baseUrl").asText());
        try (Visitor carol = new Visitor(fresh)) {
            Phone phone = carol.open().password("carol").assign("Phone");
            carol.isSignedIn();
            try (Visitor again = new Visitor(fresh)) {
                again.open().password("carol").sees("kc-otp-login-form");
                again.code(phone.next()).isSignedIn();
            }
        }
        // an admin of the realm itself goes the same way, and gets in
        try (Console console = new Console(fresh).open("", "admin")) {
            console.visitor().assign("Admin's phone");
            assertThat(console.page().locator("#mfa-adoption")).isVisible();
        }
    }

    /** Where password and code stand side by side, the form comes after the password, and the cookie goes on signing in. */
    @Test
    void the_button_leaves_password_and_cookie_of_a_flow_as_they_are() {
        String side = Console.create(new RealmBuilder()
                .notOptedIn()
                .set("browserFlow", "plain")
                .set(
                        "authenticationFlows",
                        List.of(
                                RealmBuilder.flow(
                                        "plain",
                                        true,
                                        List.of(
                                                RealmBuilder.execution("auth-cookie", "ALTERNATIVE", 1),
                                                RealmBuilder.subflow("both", "ALTERNATIVE", 2))),
                                RealmBuilder.flow(
                                        "both",
                                        false,
                                        List.of(
                                                RealmBuilder.execution("auth-username-password-form", "REQUIRED", 1),
                                                RealmBuilder.execution("auth-otp-form", "REQUIRED", 2)))))
                .user("admin")
                .user("carol"));
        try (Console console = new Console("master").open(side + "/", "admin")) {
            console.page().click("#mfa-setup");
            assertThat(console.page().locator("#mfa-status")).containsText("asks all its users");
            assertThat(console.page().locator("#mfa-setup")).hasCount(0);
        }
        try (Visitor carol = new Visitor(side)) {
            carol.open().password("carol").assign("Phone");
            carol.isSignedIn();
            carol.open().isSignedIn();
        }
    }

    @Test
    @SuppressWarnings("try")
    void a_change_asks_for_a_sign_in_that_is_not_older_than_the_policy_says() {
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "bob"));
                MovedClock later = TestServer.moveClock(301)) {
            console.visitor().press("Red", "rename");
            console.page().fill("#password", "admin");
            console.page().click("#kc-login");
            // back at the page that the button is on
            console.visitor().press("Red", "rename");
            console.page().fill("#deviceName", "Crimson");
            console.page().click("#kc-mfa-rename");
            assertThat(console.page().locator("#mfa-status")).isVisible();
            assertTrue(console.page().url().contains("/mfa-console/"));
            assertFalse(console.page().url().contains("session_state"));
        }
    }

    @Test
    void a_flow_that_the_client_is_bound_to_holds_for_the_console() {
        String other = Console.create(new RealmBuilder().user("admin"));
        ADMIN.put("/" + other, Map.of("browserFlow", "browser"));
        String flow = StreamSupport.stream(
                        ADMIN.get("/" + other + "/authentication/flows").spliterator(), false)
                .filter(candidate -> "mfa".equals(candidate.get("alias").asText()))
                .findFirst()
                .orElseThrow()
                .get("id")
                .asText();
        ADMIN.put(
                "/" + other + "/clients/" + ADMIN.clientId(other, "mfa-console"),
                Map.of("clientId", "mfa-console", "authenticationFlowBindingOverrides", Map.of("browser", flow)));
        try (Visitor admin = new Visitor(other)) {
            admin.open().password("admin").isSignedIn();
        }
        try (Console console = new Console(other).open("", "admin")) {
            console.visitor().sees("kc-mfa-name-form").assign("Phone");
            assertThat(console.page().locator("#mfa-adoption")).isVisible();
        }
    }

    @Test
    void the_address_follows_a_realm_that_gets_another_name() {
        String before = Console.create(Console.builder());
        String after = before + "-renamed";
        ADMIN.put("/" + before, Map.of("realm", after));
        JsonNode client =
                ADMIN.get("/" + after + "/clients?clientId=mfa-console").get(0);
        assertEquals("/realms/" + after + "/mfa-console/", client.get("baseUrl").asText());
        try (Console console = new Console(after).open("", "admin")) {
            assertThat(console.page().locator("#mfa-adoption")).isVisible();
        }
    }

    @Test
    void signing_out_ends_it() {
        try (Console console = enter("")) {
            console.page().click("#mfa-sign-out");
            console.page().click("#kc-logout");
            console.open(realm + "/users");
            assertThat(console.page().locator("#username")).isVisible();
        }
    }

    @Test
    void names_of_every_kind_are_shown_as_they_are() {
        List<String> names = List.of("<img src=x onerror=alert(1)>", "${msg(\"doLogIn\")}", "a'b\"c", "هاتف العمل");
        ADMIN.post(
                "/" + realm + "/users",
                RealmBuilder.person(
                        "eve",
                        names.stream()
                                .limit(3)
                                .map(name -> RealmBuilder.stockDevice(name, "secret-" + name.length()))
                                .toArray(Map[]::new)));
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "eve"))) {
            for (String name : names.subList(0, 3)) {
                assertThat(console.page().getByText(name, new Page.GetByTextOptions().setExact(true)))
                        .isVisible();
            }
            console.visitor().press("<img", "rename");
            assertThat(console.page().locator("#deviceName")).hasValue(names.get(0));
            console.page().fill("#deviceName", names.get(3));
            console.page().click("#kc-mfa-rename");
            assertThat(console.visitor().row(names.get(3))).hasCount(1);
            assertEquals(0, console.page().locator("img").count());
        }
    }

    @Test
    void who_has_lost_all_devices_gets_a_pass_whose_code_is_on_one_page_alone() {
        try (Console console = enter(realm + "/users/" + ADMIN.userId(realm, "bob"))) {
            Page page = console.page();
            page.fill("#minutes", "5");
            page.click("#kc-mfa-pass");
            console.visitor().seesError("minutes", "10 to 1,440 minutes");
            assertThat(page.locator("#minutes")).hasValue("5");
            page.fill("#minutes", "x");
            page.click("#kc-mfa-pass");
            console.visitor().seesError("minutes", "10 to 1,440 minutes");
            page.fill("#minutes", "30");
            page.click("#kc-mfa-pass");
            assertThat(page.locator("#mfa-pass-given")).isFocused();
            String code = page.locator("#mfa-pass-code").innerText();
            console.visitor().screenshot("console-7-pass");
            assertThat(page.locator("#mfa-passes tbody tr")).hasCount(1);
            console.user(realm, "bob");
            assertThat(page.locator("#mfa-pass-code")).hasCount(0);
            assertThat(page.locator("#mfa-passes tbody tr")).hasCount(1);
            try (Visitor bob = new Visitor(realm)) {
                bob.open().password("bob").code(code).sees("kc-mfa-name-form");
            }
            console.user(realm, "bob");
            assertThat(page.locator("#mfa-passes tbody td").first()).not().containsText("never");
            page.click("#mfa-revoke-0");
            assertThat(page.locator("#mfa-status")).hasText("The temporary pass was taken back.");
            assertThat(page.locator("#mfa-passes")).hasCount(0);
            console.open(realm + "/users/" + ADMIN.userId(realm, "admin"));
            assertThat(page.locator("#kc-mfa-pass-form")).hasCount(0);
        }
    }

    @Test
    void a_reset_asks_once_more_and_begins_anew() {
        String other = Console.create(Console.builder().owner("bob"));
        try (Console console = new Console(other).open(other + "/users/" + ADMIN.userId(other, "bob"), "admin")) {
            Page page = console.page();
            page.click("#kc-mfa-reset");
            assertThat(page.locator("#kc-mfa-reset-form")).isVisible();
            console.visitor().screenshot("console-8-reset");
            page.click("#kc-mfa-back");
            assertEquals(2, ADMIN.devices(other, "bob").size());
            page.click("#kc-mfa-reset");
            page.click("#kc-mfa-reset-form #kc-mfa-reset");
            assertThat(page.locator("#mfa-status")).containsText("begins anew");
            assertEquals(0, ADMIN.devices(other, "bob").size());
            assertThat(page.locator("#mfa-asked")).isVisible();
        }
    }

    @Test
    void devices_whose_clock_is_far_off_are_found_by_a_filter() {
        try (Console console = enter(realm + "/users?clockOff=true")) {
            assertThat(console.page().locator("#mfa-no-users")).isVisible();
            assertThat(console.page().locator("[name=clockOff]")).isChecked();
        }
    }
}
