package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Documented;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in {@code docs/lost-devices.md}, for alice who lost her only device. */
class LostDevicesIT {

    private static final String PAGE = "docs/lost-devices.md";
    private static final AdminApi ADMIN = TestServer.admin();

    @TempDir
    private Path folder;

    private final String realm =
            TestServer.create(new RealmBuilder().user("alice", RealmBuilder.stockDevice("Work phone", "secret-alice")));
    private Documented shell;

    private void run(String kind) throws Exception {
        // what one block finds the next one uses, as in one terminal
        shell.run("[ ! -e found ] || . ./found\n"
                + Documented.blocks(PAGE, "shell " + kind).get(0)
                + "\ndeclare -p USER_ID LOST NEW PASS > found 2> none || true\n");
    }

    private HttpVisitor signsIn() {
        return new HttpVisitor(realm).open("").password("alice");
    }

    @Test
    void an_administrator_replaces_it_with_two_codes_of_the_new_one() throws Exception {
        shell = new Documented(folder, realm).with("USERNAME", "alice").with("DEVICE", "Work phone");
        run("replace");
        Phone phone = Phone.scan(Files.readAllBytes(folder.resolve("qr.png")));
        shell.with("CODE1", phone.next()).with("CODE2", phone.next());
        run("enable");
        assertFalse(Files.exists(folder.resolve("new.json")));
        assertEquals(1, ADMIN.devices(realm, "alice").size());
        assertFalse(signsIn().submit("otp", Phone.ofKey("secret-alice").next()).isSignedIn());
        assertTrue(signsIn().submit("otp", phone.next()).isSignedIn());
    }

    @Test
    void an_administrator_removes_it_and_signs_the_thief_out_and_the_user_assigns_a_new_one() throws Exception {
        HttpVisitor thief = signsIn();
        assertTrue(thief.submit("otp", Phone.ofKey("secret-alice").next()).isSignedIn(), thief.html());
        shell = new Documented(folder, realm).with("USERNAME", "alice").with("DEVICE", "Work phone");
        run("replace");
        run("remove");
        run("reset");
        assertFalse(thief.open("").isSignedIn(), thief.html());
        HttpVisitor alice = signsIn();
        assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
        alice.assign("New phone");
        assertTrue(alice.isSignedIn(), alice.html());
    }

    @Test
    void an_administrator_gives_a_pass_which_leads_to_the_wizard_unless_it_is_taken_back() throws Exception {
        shell = new Documented(folder, realm).with("USERNAME", "alice");
        run("pass");
        String revoked = code();
        run("revoke");
        assertFalse(signsIn().submit("otp", revoked).html().contains("kc-mfa-name-form"));
        run("pass");
        HttpVisitor alice = signsIn().submit("otp", code());
        assertTrue(alice.html().contains("kc-mfa-name-form"), alice.html());
        alice.assign("New phone");
        assertTrue(alice.isSignedIn(), alice.html());
    }

    private String code() throws Exception {
        return AdminApi.JSON
                .readTree(Files.readString(folder.resolve("pass.json")))
                .get("code")
                .asText();
    }
}
