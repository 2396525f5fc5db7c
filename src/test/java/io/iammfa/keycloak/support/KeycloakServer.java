package io.iammfa.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Keycloak of its own: a copy of the distribution, started and stopped as an admin would. */
public final class KeycloakServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final Path home;
    private final int port;
    private final List<String> options;
    private Process process;

    private KeycloakServer(Path home, int port, List<String> options) {
        this.home = home;
        this.port = port;
        this.options = options;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** A fresh copy of the distribution in a folder; what was in that folder is gone. */
    public static KeycloakServer copy(Path distribution, Path home, int port, String... options) {
        try {
            deleteTree(home);
            copyTree(distribution, home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KeycloakServer(home, port, List.of(options));
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public KeycloakServer install(Path jar) {
        return put(jar, home.resolve("providers").resolve(jar.getFileName()));
    }

    public KeycloakServer uninstall(Path jar) {
        try {
            Files.delete(home.resolve("providers").resolve(jar.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A realm that is imported when the server starts. */
    public KeycloakServer realm(Path json) {
        return put(json, home.resolve("data/import").resolve(json.getFileName()));
    }

    private KeycloakServer put(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Starts in development mode and returns once sign-in pages are served. */
    public KeycloakServer start() {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--http-port=" + port,
                "--http-management-port=" + (port + 1000)));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
        builder.environment().putIfAbsent("JAVA_OPTS_KC_HEAP", "-Xms256m -Xmx1g");
        try {
            if (isListening()) {
                throw new IllegalStateException("port " + port + " is in use");
            }
            process = builder.start();
            Instant limit = Instant.now().plus(START_LIMIT);
            while (!isListening()) {
                if (!process.isAlive() || Instant.now().isAfter(limit)) {
                    stop();
                    throw new IllegalStateException("Keycloak did not start:\n" + logText());
                }
                process.waitFor(200, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Stops the server with all its processes, as Ctrl-C does. */
    public void stop() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        family.forEach(ProcessHandle::destroy);
        for (ProcessHandle member : family) {
            try {
                member.onExit().get(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                member.destroyForcibly();
            }
        }
        process = null;
    }

    public void await() throws InterruptedException {
        process.waitFor();
    }

    public String logText() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path log() {
        return home.resolve("server.log");
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
