package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Documented;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes in {@code docs/set-up.md}, followed to the letter, each with a user who has no device and one who has. */
class SetUpIT {

    private static final String PAGE = "docs/set-up.md";
    private static final AdminApi ADMIN = TestServer.admin();
    private static final String REQUIRED = "set_step \"$SUBFLOW\" REQUIRED\n";

    @TempDir
    private Path folder;

    private final Phone phone = Phone.ofKey("secret-bob");

    /** Nothing is set up; bob has a device that Keycloak's own form gave him. */
    private static String realm() {
        return TestServer.create(new RealmBuilder()
                .notOptedIn()
                .user("alice")
                .user("nora")
                .user("bob", RealmBuilder.stockDevice("Phone", "secret-bob")));
    }

    private static String commands() {
        List<String> blocks = Documented.blocks(PAGE, "shell everybody");
        assertEquals(1, blocks.size());
        return blocks.get(0);
    }

    private static HttpVisitor signsIn(String realm, String username) {
        return new HttpVisitor(realm).open("").password(username);
    }

    /** As bob is, who has a device, each time with the next of its codes. */
    private void assertAsked(String realm) {
        HttpVisitor bob = signsIn(realm, "bob");
        assertTrue(bob.html().contains("kc-otp-login-form"), bob.html());
        assertTrue(bob.submit("otp", phone.next()).isSignedIn(), bob.html());
    }

    private static void assertLedToTheWizard(String realm, String username) {
        HttpVisitor visitor = signsIn(realm, username);
        assertTrue(visitor.html().contains("kc-mfa-name-form"), visitor.html());
        visitor.assign("Phone");
        assertTrue(visitor.isSignedIn(), visitor.html());
    }

    @Test
    void everybody_must_have_a_device_by_kcadm_then_who_has_a_role_and_back_to_Keycloak_s_own_form() throws Exception {
        String realm = realm();
        Documented shell = new Documented(folder, realm);
        // in one terminal, as the page has them
        String role = Documented.blocks(PAGE, "shell role").get(0);
        shell.run(commands() + "declare -p SUBFLOW > found; declare -f set_step >> found");
        assertLedToTheWizard(realm, "alice");
        assertAsked(realm);

        shell.run(". ./found\n" + role);
        assertTrue(signsIn(realm, "bob").isSignedIn());
        assertTrue(signsIn(realm, "nora").isSignedIn());
        String staff = ADMIN.get("/" + realm + "/groups").get(0).get("id").asText();
        for (String username : List.of("bob", "nora")) {
            ADMIN.put("/" + realm + "/users/" + ADMIN.userId(realm, username) + "/groups/" + staff, Map.of());
        }
        assertLedToTheWizard(realm, "nora");
        assertAsked(realm);

        shell.run(Documented.blocks(PAGE, "shell back").get(0));
        assertAsked(realm);
    }

    @Test
    void who_has_a_device_is_asked_by_kcadm() throws Exception {
        String realm = realm();
        assertTrue(commands().contains(REQUIRED));
        new Documented(folder, realm).run(commands().replace(REQUIRED, ""));
        assertTrue(signsIn(realm, "alice").isSignedIn());
        assertAsked(realm);
    }

    @Test
    void everybody_must_have_a_device_by_a_realm_file() throws Exception {
        String realm = fromFile(Documented.blocks(PAGE, "json realm").get(0));
        assertLedToTheWizard(realm, "alice");
        assertLedToTheWizard(realm, "bob");
    }

    @Test
    void who_has_a_device_is_asked_by_a_realm_file() throws Exception {
        String condition = Documented.blocks(PAGE, "json realm").get(0);
        String subflow = "{\"flowAlias\": \"browser-mfa device\", \"requirement\": \"REQUIRED\"";
        String form = "{\"authenticator\": \"mfa-device-form\"";
        assertTrue(condition.contains(subflow) && condition.contains(form), condition);
        String realm = fromFile(condition
                .replace(subflow, subflow.replace("REQUIRED", "CONDITIONAL"))
                .replace(
                        form,
                        "{\"authenticator\": \"conditional-user-configured\", \"requirement\": \"REQUIRED\", \"priority\": 5},"
                                + form));
        assertTrue(signsIn(realm, "alice").isSignedIn());
        ADMIN.put(
                "/" + realm + "/users/" + ADMIN.userId(realm, "bob"),
                Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
        assertLedToTheWizard(realm, "bob");
        assertTrue(signsIn(realm, "bob").html().contains("kc-otp-login-form"));
    }

    @Test
    void everybody_must_have_a_device_by_terraform() throws Exception {
        String realm = realm();
        new Terraform(ADMIN, realm).make(Documented.blocks(PAGE, "hcl").get(0));
        assertLedToTheWizard(realm, "alice");
        assertAsked(realm);
    }

    private static String fromFile(String json) throws Exception {
        String realm = new RealmBuilder().createAs(ADMIN, json);
        for (String username : List.of("alice", "bob")) {
            ADMIN.post("/" + realm + "/users", RealmBuilder.person(username));
        }
        return realm;
    }
}
