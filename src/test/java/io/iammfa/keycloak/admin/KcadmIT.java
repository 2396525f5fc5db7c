package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Documented;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in {@code docs/admin-api.md}, run as they stand there by a shell and Keycloak's own kcadm.sh. */
class KcadmIT {

    private static final AdminApi ADMIN = TestServer.admin();

    @TempDir
    private Path folder;

    @Test
    void runs_every_documented_command() throws Exception {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        Documented commands =
                new Documented(folder, realm).with("USER_NAME", "alice").with("USER_ID", ADMIN.userId(realm, "alice"));
        Map<String, String> outputs = new HashMap<>();
        List<String> blocks = Documented.blocks("docs/admin-api.md", "shell");
        assertTrue(blocks.size() >= 9);
        // the way without the secret stands before the sign-in on the page
        blocks.add(1, blocks.remove(0));
        for (String block : blocks) {
            String output = commands.run(block);
            outputs.put(block.lines().findFirst().orElseThrow().split(" -r ")[0], output);
            if (block.contains("qr.png")) {
                Phone phone = Phone.scan(Files.readAllBytes(folder.resolve("qr.png")));
                for (int i = 1; i <= 4; i++) {
                    commands.with("CODE" + i, phone.next());
                }
                String pending = Files.readString(folder.resolve("pending.json"));
                commands.with(
                        "DEVICE_ID", AdminApi.JSON.readTree(pending).get("id").asText());
                assertTrue(pending.contains("Sales"), pending);
            }
        }
        assertTrue(ADMIN.get("/" + realm + "/users/" + commands.variable("USER_ID"))
                .get("requiredActions")
                .toString()
                .contains("ASSIGN_MFA_DEVICE"));
        String list = outputs.get("kcadm.sh get mfa-devices");
        assertTrue(list.contains("Work phone"), list);
        assertTrue(list.contains("alice,Work phone") || list.contains("\"alice\",\"Work phone\""), list);
        String tags = outputs.get("kcadm.sh update mfa-devices/$DEVICE_ID");
        assertTrue(tags.contains("\"Owner\" : \"it\""), tags);
        assertEquals(
                "Phone",
                AdminApi.JSON
                        .readTree(outputs.get("kcadm.sh create mfa-devices/$DEVICE_ID/resync"))
                        .get("name")
                        .asText());
        assertTrue(outputs.get("kcadm.sh get mfa-devices/users-without").contains("\"unused\""));
        assertEquals(List.of(), ADMIN.devices(realm, "alice"));
    }
}
