package io.iammfa.keycloak.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.MountableFile;

@Tag("image")
class ContainerIT {

    private static final Path DOCKER = Path.of("docker");

    @Test
    void a_user_of_the_demo_realm_assigns_a_device_and_signs_in_with_it_on_the_image_of_the_dockerfile() {
        Docker.require();
        try (KeycloakContainer keycloak = keycloak()) {
            keycloak.start();
            String server = keycloak.getAuthServerUrl();
            AdminApi admin = new AdminApi(server);
            admin.post("/demo/clients", Map.of("clientId", "app", "publicClient", true, "redirectUris", List.of("*")));

            HttpVisitor wizard =
                    new HttpVisitor(server, "demo").open("").password("alice").submit("deviceName", "Alice’s phone");
            Phone phone = wizard.phone();
            long step = phone.now();
            wizard.submit("code1", phone.code(step - 1), "code2", phone.code(step), "action", "add");
            assertTrue(wizard.isSignedIn(), wizard.html());
            assertEquals(
                    "Alice’s phone",
                    admin.devices("demo", "alice").get(0).get("userLabel").asText());

            HttpVisitor signIn = new HttpVisitor(server, "demo").open("").password("alice");
            signIn.submit("otp", phone.code(step));
            assertTrue(signIn.html().contains("kc-otp-login-form"), "a code holds once");
            signIn.submit("otp", phone.code(step + 1));
            assertTrue(signIn.isSignedIn(), signIn.html());
        }
    }

    /** Keycloak in production mode, but with a database in its own memory: one container does. */
    private static KeycloakContainer keycloak() {
        String image = new ImageFromDockerfile("keycloak-iam-mfa-test")
                .withFileFromPath("Dockerfile", DOCKER.resolve("Dockerfile"))
                .withFileFromPath("target/keycloak-iam-mfa.jar", TestServer.jar())
                .withBuildArg("KEYCLOAK_VERSION", System.getProperty("keycloak.image.version"))
                .withBuildArg("DB", "dev-mem")
                .get();
        return new KeycloakContainer(image)
                .withProductionMode()
                .withOptimizedFlag()
                .withEnv("KC_HTTP_ENABLED", "true")
                .withEnv("KC_HOSTNAME_STRICT", "false")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(DOCKER.resolve("demo-realm.json"), 0644),
                        "/opt/keycloak/data/import/demo-realm.json")
                // it counts as started before its database is set up
                .waitingFor(Wait.forHttp("/health/ready").forPort(9000).withStartupTimeout(Duration.ofMinutes(4)))
                .withLogConsumer(frame -> System.out.print(frame.getUtf8String()));
    }
}
