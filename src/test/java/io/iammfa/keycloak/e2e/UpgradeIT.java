package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.type.TypeReference;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.KeycloakServer;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import io.iammfa.keycloak.support.Visitor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpgradeIT {

    private final KeycloakServer server = TestServer.copy("upgrade", TestServer.PORT + 1);
    private KeycloakServer withTheJar;
    private final AdminApi admin = new AdminApi(server.url());
    private final RealmBuilder builder = new RealmBuilder().notOptedIn().user("alice");
    private final String realm = builder.name();

    @AfterEach
    void stop() {
        server.stop();
        if (withTheJar != null) {
            withTheJar.stop();
        }
    }

    private Visitor visitor() {
        return new Visitor(server.url(), realm);
    }

    @Test
    void devices_outlive_the_arrival_and_the_removal_of_the_jar() {
        server.start();
        builder.create(admin);
        Phone old;
        try (Visitor alice = visitor()) {
            alice.open("&kc_action=CONFIGURE_TOTP").password("alice");
            alice.page().locator("#mode-manual").click();
            old = Phone.ofSecret(
                    alice.page().locator("#kc-totp-secret-key").innerText().replace(" ", ""));
            alice.page().fill("#totp", old.next());
            alice.page().fill("#userLabel", "Old phone");
            alice.page().click("#saveTOTPBtn");
            alice.isSignedIn();
        }

        server.stop();
        withTheJar = server.sibling("upgrade-with", TestServer.PORT + 1)
                .install(TestServer.jar())
                .start();
        optIn();
        Phone fresh;
        try (Visitor alice = visitor()) {
            alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice").sees("kc-otp-login-form");
            alice.code(old.next());
            alice.name("old PHONE").seesError("deviceName", "already have");
            fresh = alice.assign("New phone");
            alice.isSignedIn();
        }
        Phone fob = activateFob(fresh);
        signIn("Fob", fob);

        withTheJar.stop();
        server.takeOver(withTheJar).start();
        admin.put("/" + realm, Map.of("browserFlow", "browser"));
        assertEquals(3, admin.devices(realm, "alice").size());
        signIn("Old phone", old);
        signIn("New phone", fresh);
        signIn("Fob", fob);
    }

    /** A hardware token with nothing of the realm's OTP policy. */
    private Phone activateFob(Phone proof) {
        HardwareToken token = new HardwareToken("FT-60", "seed-of-a-sha256-tok", "SHA256", 8, 60);
        TokenApi.json(TokenApi.asAdmin(server.url(), realm).csv("", token.oath() + ",SHA256\n"));
        Phone display = token.display();
        try (Visitor alice = visitor()) {
            alice.open("&kc_action=ASSIGN_MFA_DEVICE").password("alice").sees("kc-otp-login-form");
            alice.page().getByText("New phone").click();
            alice.code(proof.next()).sees("kc-mfa-name-form");
            alice.page().check("input[name=deviceType][value=hardware]");
            alice.name("Fob").sees("kc-mfa-token-form");
            alice.page().fill("#serialNumber", token.serial());
            alice.codes(display.next(), display.next()).isSignedIn();
        }
        return display;
    }

    /** Signs in by the form that is there, Keycloak's own or the jar's. */
    private void signIn(String device, Phone phone) {
        try (Visitor alice = visitor()) {
            alice.open().password("alice");
            alice.page().getByText(device).click();
            alice.code(phone.next()).isSignedIn();
        }
    }

    /** What the README tells an admin to do. */
    private void optIn() {
        admin.post(
                "/" + realm + "/authentication/register-required-action",
                Map.of("providerId", "ASSIGN_MFA_DEVICE", "name", "Assign MFA device"));
        admin.post("/" + realm + "/authentication/flows/browser/copy", Map.of("newName", "mfa"));
        String forms = "/" + realm + "/authentication/flows/mfa%20Browser%20-%20Conditional%202FA";
        if (admin.send("GET", forms + "/executions", null).statusCode() != 200) {
            forms = "/" + realm + "/authentication/flows/mfa%20Browser%20-%20Conditional%20OTP";
        }
        admin.post(forms + "/executions/execution", Map.of("provider", "mfa-device-form"));
        admin.get(forms + "/executions").forEach(execution -> {
            String provider = execution.path("providerId").asText();
            if (provider.equals("auth-otp-form") || provider.equals("mfa-device-form")) {
                Map<String, Object> changed = AdminApi.JSON.convertValue(execution, new TypeReference<>() {});
                changed.put("requirement", provider.equals("mfa-device-form") ? "REQUIRED" : "DISABLED");
                admin.put("/" + realm + "/authentication/flows/mfa/executions", changed);
            }
        });
        admin.put("/" + realm, Map.of("browserFlow", "mfa"));
    }
}
