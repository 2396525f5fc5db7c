package io.iammfa.keycloak.container;

import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code docker/compose.yaml} describes, with both of its nodes: each has an address of its own here, too. */
final class Compose implements AutoCloseable {

    private static final int PORT = TestServer.PORT + 5;

    private final List<String> program;
    private final Path output;

    private Compose() {
        try {
            output = Files.createTempFile("compose", ".txt");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (status(List.of("docker", "info")) != 0) {
            throw new IllegalStateException(Docker.MISSING);
        }
        program = Stream.of(List.of("docker", "compose"), List.of("docker-compose"))
                .filter(candidate -> status(with(candidate, "version")) == 0)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "This test needs Compose; on Debian: apt-get install docker-compose."));
    }

    /** Builds and starts all of it, and returns once the health check of every service has passed. */
    static Compose up() {
        Compose compose = new Compose();
        try {
            compose.compose("up", "--build", "--detach");
        } catch (RuntimeException | Error e) {
            compose.close();
            throw e;
        }
        return compose;
    }

    /** The one address of all nodes. */
    String url() {
        return "http://localhost:" + PORT;
    }

    /** Where a node itself listens. */
    String node(String service) {
        return "http://" + compose("port", service, "8080").get(0);
    }

    /** What a service's own check says of it. */
    String health(String service) {
        String container = compose("ps", "-q", service).get(0);
        return run(List.of("docker", "inspect", "--format", "{{.State.Health.Status}}", container))
                .get(0);
    }

    void stop(String service) {
        compose("stop", service);
    }

    private List<String> compose(String... arguments) {
        List<String> command = new ArrayList<>(with(program, "-p", "keycloak-iam-mfa-test", "--profile", "cluster"));
        Stream.concat(
                        Stream.of("docker/compose.yaml"),
                        Stream.of(System.getProperty("compose.files").split(":")))
                .forEach(file -> command.addAll(List.of("-f", file)));
        return run(with(command, arguments));
    }

    @Override
    public void close() {
        compose("down", "--volumes");
    }

    private List<String> run(List<String> command) {
        int status = status(command);
        try {
            List<String> lines = Files.readAllLines(output);
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + ":\n" + String.join("\n", lines));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int status(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of(
                        "KEYCLOAK_PORT", String.valueOf(PORT),
                        "KEYCLOAK_VERSION", System.getProperty("keycloak.image.version")));
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            // there is no such program
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toList();
    }
}
