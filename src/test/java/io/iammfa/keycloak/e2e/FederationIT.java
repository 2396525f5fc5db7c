package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.SecurityKey;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Visitor;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class FederationIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static String realmWithStorage(RealmBuilder builder) {
        String realm = TestServer.create(builder);
        ADMIN.post(
                "/" + realm + "/components",
                Map.of(
                        "name", "legacy",
                        "providerId", "legacy-users",
                        "providerType", "org.keycloak.storage.UserStorageProvider"));
        return realm;
    }

    @Test
    void users_whose_storage_checks_codes_itself_sign_in_with_them() {
        String realm = realmWithStorage(new RealmBuilder());
        try (Visitor user =
                new Visitor(realm).open().password("legacy-otp-user").sees("kc-otp-login-form")) {
            user.code("271828").seesError("otp", "Invalid");
            user.code("314159").isSignedIn();
        }
    }

    @Test
    void users_of_a_storage_without_local_credentials_own_devices_as_others_do() {
        String realm = realmWithStorage(new RealmBuilder().policy("max-devices", "2"));
        Phone one;
        try (Visitor user = new Visitor(realm).open().password("legacy-user")) {
            one = user.assign("One");
            assertEquals("One", user.token().get("mfa_device_name").asText());
        }
        assertTrue(ADMIN.userId(realm, "legacy-user").startsWith("f:"));
        try (Visitor user = new Visitor(realm)) {
            user.open("&kc_action=ASSIGN_MFA_DEVICE").password("legacy-user");
            user.code(one.again()).seesError("otp", "Invalid");
            user.code(one.next());
            user.name("ONE").seesError("deviceName", "already have");
            Phone two = user.assign("Two");
            user.isSignedIn();
            user.open("&kc_action=ASSIGN_MFA_DEVICE").sees("kc-mfa-limit");
            assertEquals(2, TestServer.rows(realm).size());
            ADMIN.delete("/" + realm + "/users/" + ADMIN.userId(realm, "legacy-user") + "/credentials/"
                    + ADMIN.devices(realm, "legacy-user").get(0).get("id").asText());
            user.open("&kc_action=ASSIGN_MFA_DEVICE").assign("Three");
            user.isSignedIn();
            assertEquals(2, TestServer.rows(realm).size(), "the row of the deleted device made room");
            assertTrue(two.last() > 0);
        }
    }

    @Test
    void names_are_unique_among_all_credentials_of_such_users_as_keycloak_has_it() {
        String realm = realmWithStorage(new RealmBuilder()
                .secondFactor("conditional-user-configured", "REQUIRED")
                .secondFactor("mfa-device-form", "REQUIRED"));
        try (Visitor user = new Visitor(realm)) {
            user.open("&kc_action=CONFIGURE_RECOVERY_AUTHN_CODES").password("legacy-user");
            user.page().locator("#kcRecoveryCodesConfirmationCheck").check();
            user.page().locator("#saveRecoveryAuthnCodesBtn").click();
            user.isSignedIn();
            user.open("&kc_action=ASSIGN_MFA_DEVICE");
            user.name("recovery CODES").seesError("deviceName", "already have");
            user.assign("Phone");
            user.isSignedIn();
        }
    }

    @Test
    void a_storage_that_is_removed_takes_the_rows_of_its_users_along() {
        String realm = realmWithStorage(new RealmBuilder());
        try (Visitor user = new Visitor(realm)) {
            user.open().password("legacy-user").assign("Phone");
            user.isSignedIn();
        }
        assertEquals(1, TestServer.rows(realm).size());
        ADMIN.delete("/" + realm + "/components/"
                + ADMIN.get("/" + realm + "/components?type=org.keycloak.storage.UserStorageProvider")
                        .get(0)
                        .get("id")
                        .asText());
        assertEquals(0, TestServer.rows(realm).size());
    }

    @Test
    void codes_that_a_storage_checks_are_a_proof_and_wrong_ones_are_counted() {
        String realm = realmWithStorage(new RealmBuilder().passwordOnly().lockedAfter(3));
        HttpVisitor user =
                new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("legacy-otp-user");
        for (int i = 1; i <= 2; i++) {
            user.submit("otp", "27182" + i);
            assertTrue(user.html().contains("Invalid authenticator code"), user.html());
            ADMIN.countsFailures(realm, "legacy-otp-user", i);
        }
        user.submit("otp", "314159");
        assertTrue(user.html().contains("kc-mfa-name-form"), user.html());
    }

    @Test
    void who_owns_a_key_here_proves_with_the_codes_that_the_storage_checks() {
        String realm = realmWithStorage(new RealmBuilder().passwordOnly());
        try (Visitor user = new Visitor(realm)) {
            SecurityKey.usb().plugInto(user);
            user.open("&kc_action=ASSIGN_MFA_DEVICE")
                    .password("legacy-otp-user")
                    .sees("kc-mfa-proof-form");
            user.page().fill("#otp", "314159");
            user.page().click("#kc-mfa-prove");
            user.page().check("[name=deviceType][value=webauthn]");
            user.name("Key").page().click("#registerWebAuthn");
            user.isSignedIn();
        }
        HttpVisitor user =
                new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("legacy-otp-user");
        user.submit("otp", "314159");
        assertTrue(user.html().contains("kc-mfa-name-form"), user.html());
    }
}
