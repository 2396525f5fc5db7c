package io.iammfa.keycloak.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import io.iammfa.keycloak.support.Visitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("older")
class OptInIT {

    private static final AdminApi ADMIN = TestServer.admin();

    @Nested
    class An_admin {

        @Test
        void finds_the_action_and_the_form_with_their_settings_and_texts() {
            String realm = TestServer.create(new RealmBuilder().notOptedIn());
            boolean offered = false;
            for (JsonNode action : ADMIN.get("/" + realm + "/authentication/unregistered-required-actions")) {
                offered |= "Assign MFA device".equals(action.get("name").asText());
            }
            assertTrue(offered, "the action is offered in a realm that does not have it yet");
            ADMIN.post(
                    "/" + realm + "/authentication/register-required-action",
                    Map.of("providerId", "ASSIGN_MFA_DEVICE", "name", "Assign MFA device"));
            JsonNode settings =
                    ADMIN.get("/" + realm + "/authentication/required-actions/ASSIGN_MFA_DEVICE/config-description");
            for (String setting : new String[] {"max-devices", "sync-window-steps", "max_auth_age"}) {
                assertDescribed(settings, setting);
            }
            JsonNode form = ADMIN.get("/" + realm + "/authentication/config-description/mfa-device-form");
            assertEquals("MFA device form", form.get("name").asText());
            assertFalse(form.get("helpText").asText().isBlank());
            assertDescribed(form, "device-selection");
        }

        /** The console looks up what the API answers among the admin theme's messages. */
        @Test
        void reads_the_settings_in_the_words_of_the_messages_so_that_a_realm_can_change_them() {
            String realm = TestServer.create(new RealmBuilder());
            Map<String, String> messages = new HashMap<>();
            try {
                for (JsonNode message :
                        AdminApi.JSON.readTree(new HttpVisitor(realm).text("/resources/" + realm + "/admin/en"))) {
                    messages.put(
                            message.get("key").asText(), message.get("value").asText());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (String path : List.of(
                    "/required-actions/ASSIGN_MFA_DEVICE/config-description", "/config-description/mfa-device-form")) {
                for (JsonNode property :
                        ADMIN.get("/" + realm + "/authentication" + path).get("properties")) {
                    for (String text : List.of(
                            property.get("label").asText(),
                            property.get("helpText").asText())) {
                        assertTrue(
                                text.startsWith("mfa") && messages.containsKey(text)
                                        || "max_auth_age"
                                                .equals(property.get("name").asText()),
                                property.toString());
                    }
                }
            }
            assertTrue(
                    messages.get("mfaSettingMaxDevicesHelp").contains("1 to 32"),
                    messages.get("mfaSettingMaxDevicesHelp"));
        }

        private void assertDescribed(JsonNode settings, String name) {
            for (JsonNode property : settings.get("properties")) {
                if (name.equals(property.get("name").asText())) {
                    assertFalse(property.get("label").asText().isBlank());
                    assertFalse(property.get("helpText").asText().isBlank());
                    assertFalse(property.path("defaultValue").asText().isBlank());
                    return;
                }
            }
            throw new AssertionError(name + " is not among the settings");
        }

        @ParameterizedTest
        @CsvSource({
            "max-devices, 0, '1,32'",
            "max-devices, many, '1,32'",
            "sync-window-steps, 100000, '1,2880'",
            "max_auth_age, -5, ''",
        })
        void is_told_which_setting_can_not_be_saved_and_what_can(String name, String value, String range) {
            String realm = TestServer.create(new RealmBuilder());
            HttpResponse<String> answer = ADMIN.send(
                    "PUT",
                    "/" + realm + "/authentication/required-actions/ASSIGN_MFA_DEVICE/config",
                    Map.of("config", Map.of(name, value)));
            assertEquals(400, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains(name), answer.body());
            assertTrue(answer.body().contains(range), answer.body());
        }

        @Test
        void reads_in_the_log_which_imported_setting_is_not_used() {
            String realm = TestServer.create(new RealmBuilder().user("alice").policy("max-devices", "lots"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open().password("alice").assign("Phone");
                alice.isSignedIn();
            }
            String warning = "Realm '" + realm + "': 'max-devices' of the required action ASSIGN_MFA_DEVICE"
                    + " is not a number from 1 to 32; using 8";
            assertTrue(TestServer.get().logText().contains(warning));
        }
    }

    /** The one switch of a realm. */
    @Nested
    class Enabling_the_action {

        private String path(String realm, String action) {
            return "/" + realm + "/authentication/required-actions/" + action;
        }

        private void register(String realm, String action) {
            ADMIN.post(
                    "/" + realm + "/authentication/register-required-action",
                    Map.of("providerId", action, "name", action));
        }

        private void change(String realm, String action, String field, Object value) {
            Map<String, Object> changed = new HashMap<>();
            ADMIN.get(path(realm, action))
                    .properties()
                    .forEach(property -> changed.put(property.getKey(), property.getValue()));
            changed.put(field, value);
            ADMIN.put(path(realm, action), changed);
        }

        private boolean has(String realm, String action) {
            return ADMIN.send("GET", path(realm, action), null).statusCode() == 200;
        }

        @Test
        void alone_brings_the_page_for_devices_along_and_what_an_admin_unregistered_stays_away() {
            String realm = TestServer.create(new RealmBuilder().notOptedIn());
            register(realm, "ASSIGN_MFA_DEVICE");
            assertTrue(has(realm, "MANAGE_MFA_DEVICES"));
            ADMIN.delete(path(realm, "MANAGE_MFA_DEVICES"));
            ADMIN.delete(path(realm, "TERMS_AND_CONDITIONS"));

            register(realm, "TERMS_AND_CONDITIONS");
            change(realm, "TERMS_AND_CONDITIONS", "enabled", true);
            assertFalse(has(realm, "MANAGE_MFA_DEVICES"));

            change(realm, "ASSIGN_MFA_DEVICE", "defaultAction", true);
            ADMIN.put(path(realm, "ASSIGN_MFA_DEVICE") + "/config", Map.of("config", Map.of("max-devices", "4")));
            ADMIN.post(path(realm, "ASSIGN_MFA_DEVICE") + "/raise-priority", Map.of());
            change(realm, "ASSIGN_MFA_DEVICE", "enabled", false);
            assertFalse(has(realm, "MANAGE_MFA_DEVICES"));

            change(realm, "ASSIGN_MFA_DEVICE", "enabled", true);
            assertTrue(has(realm, "MANAGE_MFA_DEVICES"), "the switch was turned on again");
        }

        @Test
        void leaves_a_realm_alone_that_was_imported_without_the_page() {
            String realm = TestServer.create(new RealmBuilder());
            ADMIN.delete(path(realm, "MANAGE_MFA_DEVICES"));
            change(realm, "ASSIGN_MFA_DEVICE", "defaultAction", true);
            assertFalse(has(realm, "MANAGE_MFA_DEVICES"));
        }

        @Test
        void locks_nobody_out_of_keycloak_s_own_flows_and_the_log_says_which_ask_for_no_device() {
            String realm = TestServer.create(new RealmBuilder()
                    .notOptedIn()
                    .user("alice", SecurityKey.usb().stored("Key"))
                    .user("bob", RealmBuilder.stockDevice("Phone", "secret-bob"))
                    .user("carol"));
            assertSignsIn(realm, "alice");
            assertSignsIn(realm, "carol");

            register(realm, "ASSIGN_MFA_DEVICE");
            assertSignsIn(realm, "alice");
            assertSignsIn(realm, "carol");
            try (Visitor bob = new Visitor(realm).open().password("bob")) {
                bob.code(Phone.ofKey("secret-bob").next()).isSignedIn();
            }
            String warning = TestServer.get()
                    .logText()
                    .lines()
                    .filter(line -> line.contains("WARN") && line.contains("Realm '" + realm + "': not every flow"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(warning.contains("'browser' (auth-otp-form)"), warning);
            assertTrue(warning.contains("'direct grant' (direct-grant-validate-otp)"), warning);
            assertTrue(warning.contains("'first broker login' (auth-otp-form)"), warning);
            assertTrue(warning.contains("MFA device form"), warning);
        }

        private void assertSignsIn(String realm, String username) {
            try (Visitor visitor = new Visitor(realm).open().password(username)) {
                visitor.isSignedIn();
            }
            HttpResponse<String> grant = Tokens.password(TestServer.get().url(), realm, username);
            assertEquals(200, grant.statusCode(), grant.body());
        }

        @Test
        void warns_of_a_flow_that_a_client_has_for_itself_and_of_a_password_alone() {
            String realm =
                    TestServer.create(new RealmBuilder().notOptedIn().secondFactor("mfa-device-form", "REQUIRED"));
            String flows = "/" + realm + "/authentication/flows";
            ADMIN.post(flows + "/browser/copy", Map.of("newName", "for one app"));
            ADMIN.post(flows + "/browser/copy", Map.of("newName", "for nobody"));
            String own = "";
            for (JsonNode flow : ADMIN.get(flows)) {
                own = "for one app".equals(flow.get("alias").asText())
                        ? flow.get("id").asText()
                        : own;
            }
            ADMIN.post(
                    "/" + realm + "/clients",
                    Map.of("clientId", "other", "authenticationFlowBindingOverrides", Map.of("browser", own)));
            for (JsonNode step : ADMIN.get(flows + "/direct%20grant/executions")) {
                if (step.path("authenticationFlow").asBoolean()) {
                    Map<String, Object> changed = new HashMap<>();
                    step.properties().forEach(property -> changed.put(property.getKey(), property.getValue()));
                    changed.put("requirement", "DISABLED");
                    ADMIN.put(flows + "/direct%20grant/executions", changed);
                }
            }

            register(realm, "ASSIGN_MFA_DEVICE");
            String log = TestServer.get().logText();
            String warning = log.substring(log.indexOf("Realm '" + realm + "': not every flow"))
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertTrue(warning.contains("'for one app' (auth-otp-form)"), warning);
            assertFalse(warning.contains("'for nobody'"), warning);
            assertFalse(warning.contains("'mfa'"), warning);
            assertTrue(warning.contains("'direct grant' (password alone)"), warning);
        }
    }

    @Nested
    class A_realm_that_did_not_opt_in {

        @Test
        void behaves_as_stock_keycloak_does() {
            String realm = TestServer.create(
                    new RealmBuilder().notOptedIn().user("alice", RealmBuilder.stockDevice("Phone", "secret-alice")));
            Phone phone = Phone.ofKey("secret-alice");
            String older = phone.next();
            try (Visitor alice = new Visitor(realm).open().password("alice").code(phone.next())) {
                JsonNode token = alice.token();
                assertFalse(token.has("mfa_device_id"));
            }
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                alice.page().fill("#otp", phone.again());
                alice.page().click("#kc-login");
                assertThat(alice.page().locator("#input-error-otp")).containsText("Invalid");
                // an older code passes: the watermark is not stock Keycloak's
                alice.code(older).isSignedIn();
            }
            assertTrue(TestServer.rows(realm).isEmpty(), "the side table knows nothing of this realm");
        }

        @Test
        void sets_a_device_up_with_one_code_as_ever() {
            String realm = TestServer.create(new RealmBuilder().notOptedIn().user("alice"));
            try (Visitor alice = new Visitor(realm)) {
                alice.open("&kc_action=CONFIGURE_TOTP").password("alice");
                alice.page().locator("#mode-manual").click();
                String secret =
                        alice.page().locator("#kc-totp-secret-key").innerText().replace(" ", "");
                alice.page().fill("#totp", Phone.ofSecret(secret).next());
                alice.page().click("#saveTOTPBtn");
                alice.isSignedIn();
            }
            assertEquals(1, ADMIN.devices(realm, "alice").size());
            assertTrue(TestServer.rows(realm).isEmpty());
        }

        @ParameterizedTest
        @CsvSource({"REQUIRED,true", "REQUIRED,false", "ALTERNATIVE,true", "CONDITIONAL,true", "CONDITIONAL,false"})
        void signs_nobody_in_through_a_flow_that_has_the_form_and_the_log_says_why(String requirement, boolean device) {
            RealmBuilder builder = new RealmBuilder().notOptedIn();
            if ("CONDITIONAL".equals(requirement)) {
                builder.secondFactor("conditional-user-configured", "REQUIRED")
                        .secondFactor("mfa-device-form", "REQUIRED");
            } else {
                builder.secondFactor("mfa-device-form", requirement);
            }
            if (device) {
                builder.user("alice", RealmBuilder.stockDevice("Phone", "secret-alice"));
            } else {
                builder.user("alice");
            }
            String realm = TestServer.create(builder);
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                assertThat(alice.page().locator("#kc-error-message"))
                        .containsText("Signing in with an MFA device is not set up here");
                assertEquals(0, alice.page().locator("#otp").count());
            }
            assertTrue(TestServer.get()
                    .logText()
                    .contains("Realm '" + realm + "': the flow has \"MFA device form\", but the required action"
                            + " ASSIGN_MFA_DEVICE is not enabled"));
        }

        @Test
        void is_what_a_realm_becomes_when_its_action_is_disabled_and_no_longer_when_enabled_again() {
            String realm = TestServer.create(new RealmBuilder().user("alice"));
            Phone phone;
            try (Visitor alice = new Visitor(realm)) {
                phone = alice.open().password("alice").assign("Phone");
                alice.isSignedIn();
            }
            JsonNode action = ADMIN.get("/" + realm + "/authentication/required-actions/ASSIGN_MFA_DEVICE");
            Map<String, Object> changed = new HashMap<>();
            action.properties().forEach(field -> changed.put(field.getKey(), field.getValue()));
            changed.put("enabled", false);
            ADMIN.put("/" + realm + "/authentication/required-actions/ASSIGN_MFA_DEVICE", changed);
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                assertThat(alice.page().locator("#kc-error-message")).isVisible();
            }
            changed.put("enabled", true);
            ADMIN.put("/" + realm + "/authentication/required-actions/ASSIGN_MFA_DEVICE", changed);
            try (Visitor alice = new Visitor(realm).open().password("alice")) {
                alice.code(phone.next()).isSignedIn();
            }
        }
    }
}
