package io.iammfa.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A real Keycloak of its own: a copy of the distribution, started and stopped as an admin would. */
public final class KeycloakServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final Path home;
    private final int port;
    private final List<String> options;
    private List<String> mode = List.of("start-dev", "--import-realm");
    private Process process;

    private KeycloakServer(Path home, int port, List<String> options) {
        this.home = home;
        this.port = port;
        this.options = options;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** A fresh copy of the distribution in a folder; what was in that folder is gone. */
    public static KeycloakServer copy(Path distribution, Path home, int port, String... options) {
        Folders.delete(home);
        Folders.copy(distribution, home);
        return new KeycloakServer(home, port, List.of(options));
    }

    /** The one in a folder as it was left, or a fresh copy of the distribution where there is none. */
    static KeycloakServer kept(Path distribution, Path home, int port) {
        if (!Files.exists(home)) {
            // whole or not at all
            Path copy = home.resolveSibling(home.getFileName() + ".new");
            Folders.delete(copy);
            Folders.copy(distribution, copy);
            try {
                Files.move(copy, home);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new KeycloakServer(home, port, List.of());
    }

    public String url() {
        return "http://localhost:" + port;
    }

    /** Where it shows its metrics, if it was started with them. */
    public String metricsUrl() {
        return "http://localhost:" + managementPort(port) + "/metrics";
    }

    /** The port of the management interface of one that listens on a port. */
    static int managementPort(int port) {
        return port + 1000;
    }

    /** Goes on with what another one has stored in its folder. */
    public KeycloakServer takeOver(KeycloakServer other) {
        Folders.delete(home.resolve("data"));
        Folders.copy(other.home.resolve("data"), home.resolve("data"));
        return this;
    }

    public KeycloakServer install(Path jar) {
        return put(jar, home.resolve("providers").resolve(jar.getFileName()));
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

    /** Builds it for production mode, in which it starts from then on, and a copy of it too. */
    public KeycloakServer build(String... buildOptions) {
        // of those with which it starts some have to be known by then
        Stream<String> known = options.stream().filter(option -> option.matches("--(vault|features)=.*"));
        run("build", Stream.concat(Stream.of(buildOptions), known).toArray(String[]::new));
        mode = List.of("start", "--optimized");
        return this;
    }

    /** Runs a command of {@code kc.sh} to its end. */
    public KeycloakServer run(String command, String... arguments) {
        try {
            int status = program(Stream.concat(Stream.of(command), Stream.of(arguments)))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kc.sh " + command + " ended with " + status + ":\n" + logText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return this;
    }

    /**
     * Another one that is built alike, in a folder beside it.
     *
     * @param itsOptions those in which it differs
     */
    public KeycloakServer sibling(String name, int itsPort, String... itsOptions) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(options.stream(), Stream.of(itsOptions))
                .forEach(option -> all.put(option.replaceFirst("=.*", ""), option));
        KeycloakServer sibling =
                copy(home, home.resolveSibling(name), itsPort, all.values().toArray(String[]::new));
        sibling.mode = mode;
        return sibling;
    }

    private ProcessBuilder program(Stream<String> arguments) {
        return new ProcessBuilder(Stream.concat(
                                Stream.of("bash", home.resolve("bin/kc.sh").toString()), arguments)
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    /** Starts it, in development mode unless it was built, and returns once sign-in pages are served. */
    public KeycloakServer start() {
        List<String> arguments = new ArrayList<>(mode);
        arguments.addAll(List.of("--http-port=" + port, "--http-management-port=" + managementPort(port)));
        arguments.addAll(options);
        ProcessBuilder builder = program(arguments.stream());
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
        end(ProcessHandle::destroy);
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        end(ProcessHandle::destroyForcibly);
    }

    private void end(Consumer<ProcessHandle> how) {
        if (process == null) {
            return;
        }
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        family.forEach(how);
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
        return isInUse(port);
    }

    /** Whether something listens on a port of this machine. */
    static boolean isInUse(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
