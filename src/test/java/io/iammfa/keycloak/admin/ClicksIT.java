package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clicks in {@code docs/set-up.md}, in Keycloak's admin console. */
class ClicksIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final String realm =
            TestServer.create(new RealmBuilder().notOptedIn().user("alice"));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void set_a_realm_up_in_which_everybody_must_have_a_device_or_who_has_one_is_asked(boolean everybody) {
        try (Visitor admin = new Visitor("master")) {
            Page page = admin.page();
            page.setViewportSize(1400, 1100);
            open(page, "required-actions");
            admin.password("admin");
            page.locator("label[for=enable-Assign-MFA-device]").click();
            page.getByText("Updated required action successfully").waitFor();

            open(page, "flows");
            Locator browser = page.locator("tr")
                    .filter(new Locator.FilterOptions()
                            .setHas(page.getByRole(
                                    AriaRole.LINK,
                                    new Page.GetByRoleOptions()
                                            .setName("browser")
                                            .setExact(true))));
            browser.locator(".pf-v5-c-menu-toggle").click();
            item(page, "Duplicate");
            page.locator("input[name=alias]").fill("browser-mfa");
            button(page.getByRole(AriaRole.DIALOG), "Duplicate");

            String subflow = "browser-mfa Browser - Conditional 2FA";
            row(page, subflow).getByLabel("Add").click();
            item(page, "Add execution");
            Locator dialog = page.getByRole(AriaRole.DIALOG);
            dialog.getByPlaceholder("Search").fill("MFA device form");
            page.keyboard().press("Enter");
            dialog.getByText("MFA device form").first().click();
            button(dialog, "Add");
            require(page, "MFA device form", "Required");
            require(page, "OTP Form", "Disabled");
            if (everybody) {
                require(page, subflow, "Required");
            }

            button(page.locator("main"), "Action");
            item(page, "Bind flow");
            page.getByTestId("save").click();
            page.getByText("Flow successfully updated").last().waitFor();
            admin.screenshot("clicks-" + everybody);
        }
        waitUntilBound();
        HttpVisitor alice = new HttpVisitor(realm).open("").password("alice");
        if (everybody) {
            assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
            alice.assign("Phone");
        }
        assertTrue(alice.isSignedIn(), alice.html());
    }

    private void waitUntilBound() {
        for (int tries = 0; tries < 100; tries++) {
            if ("browser-mfa".equals(ADMIN.get("/" + realm).get("browserFlow").asText())) {
                return;
            }
        }
        assertEquals("browser-mfa", ADMIN.get("/" + realm).get("browserFlow").asText());
    }

    private void open(Page page, String tab) {
        page.navigate(TestServer.get().url() + "/admin/master/console/#/" + realm + "/authentication/" + tab);
    }

    private static void item(Page page, String name) {
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(name))
                .click();
    }

    private static void button(Locator within, String name) {
        within.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static Locator row(Page page, String step) {
        return page.locator("tr")
                .filter(new Locator.FilterOptions().setHas(page.locator("[data-testid='" + step + "']")));
    }

    /** Chooses the requirement of a step, and waits until the server has it. */
    private void require(Page page, String step, String requirement) {
        row(page, step)
                .locator(".keycloak__authentication__requirement-dropdown")
                .click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(requirement))
                .click();
        for (int tries = 0; tries < 100; tries++) {
            for (JsonNode execution : ADMIN.get("/" + realm + "/authentication/flows/browser-mfa/executions")) {
                if (step.equals(execution.get("displayName").asText())
                        && requirement.equalsIgnoreCase(
                                execution.get("requirement").asText())) {
                    return;
                }
            }
            page.waitForTimeout(100);
        }
        throw new AssertionError(step + " is not " + requirement);
    }
}
