package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in {@code docs/admin-api.md}, run as they stand there by a shell and Keycloak's own kcadm.sh. */
class KcadmIT {

    private static final AdminApi ADMIN = TestServer.admin();

    @TempDir
    private Path folder;

    private final Map<String, String> variables = new HashMap<>();

    @Test
    void runs_every_documented_command() throws Exception {
        String realm = TestServer.create(new RealmBuilder().user("alice"));
        variables.putAll(Map.of(
                "SERVER",
                TestServer.get().url(),
                "ADMIN",
                "admin",
                "ADMIN_PASSWORD",
                "admin",
                "REALM",
                realm,
                "USER_NAME",
                "alice",
                "USER_ID",
                ADMIN.userId(realm, "alice")));
        Map<String, String> outputs = new HashMap<>();
        List<String> blocks = blocks();
        // the way without the secret stands before the sign-in on the page
        blocks.add(1, blocks.remove(0));
        for (String block : blocks) {
            String output = run(block);
            outputs.put(block.lines().findFirst().orElseThrow().split(" -r ")[0], output);
            if (block.contains("qr.png")) {
                Phone phone = Phone.scan(Files.readAllBytes(folder.resolve("qr.png")));
                for (int i = 1; i <= 4; i++) {
                    variables.put("CODE" + i, phone.next());
                }
                String pending = Files.readString(folder.resolve("pending.json"));
                variables.put(
                        "DEVICE_ID", AdminApi.JSON.readTree(pending).get("id").asText());
                assertTrue(pending.contains("Sales"), pending);
            }
        }
        assertTrue(ADMIN.get("/" + realm + "/users/" + variables.get("USER_ID"))
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

    private static List<String> blocks() throws IOException {
        Matcher matcher = Pattern.compile("```shell\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/admin-api.md")));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertTrue(blocks.size() >= 9);
        return blocks;
    }

    private String run(String commands) throws Exception {
        Path bin = Path.of(System.getProperty("keycloak.distribution")).resolve("bin");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(false)
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().putAll(variables);
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        // where kcadm.sh keeps its token
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("KC_OPTS", "-Duser.home=" + folder);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), () -> commands + output + readErrors());
        assertFalse(output.contains("ValidationError"), output);
        return output;
    }

    private String readErrors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
