package io.iammfa.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Programs of a database server, which can't run as root: where it is root who runs the tests, its own user does. */
final class ServerProgram {

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path path;
    private final String user;

    private ServerProgram(Path path, String user) {
        this.path = path;
        this.user = user;
    }

    /**
     * Finds a program on the path or where Debian puts those that are not on it.
     *
     * @param debianPackage what to install where it is missing
     */
    static ServerProgram find(String name, String user, String debianPackage) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")).map(Path::of), debianFolders())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(path -> new ServerProgram(path, user))
                .orElseThrow(() -> new IllegalStateException("This test needs the program " + name
                        + "; on Debian: apt-get install " + debianPackage + ". Without it leave out the tests that"
                        + " have the tags postgres and mariadb, as mvn verify does."));
    }

    /** A program of an unpacked archive that keeps no rights of files. */
    static ServerProgram unpacked(Path path, String user) {
        if (!path.toFile().setExecutable(true, false)) {
            throw new IllegalStateException("There is no " + path);
        }
        return new ServerProgram(path, user);
    }

    private static Stream<Path> debianFolders() {
        Path postgres = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(postgres)) {
            return Stream.of(Path.of("/usr/sbin"));
        }
        try (Stream<Path> versions = Files.list(postgres)) {
            return Stream.concat(
                    Stream.of(Path.of("/usr/sbin")),
                    versions
                            .map(version -> version.resolve("bin"))
                            .sorted(Comparator.reverseOrder())
                            .toList()
                            .stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty folder that this user, and nobody else but root, can use. */
    static Path folder(String name, String user) {
        try {
            Path folder = Files.createTempDirectory(name);
            if (ROOT) {
                Files.setOwner(
                        folder,
                        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, in a folder, its output in a file there. */
    Process start(Path folder, Path output, String... arguments) {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            // unlike runuser it is replaced by the program, which so gets the signals
            command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
        }
        command.add(path.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end; returns the lines of its output, and throws them where it fails. */
    List<String> run(Path folder, String... arguments) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            try {
                int status = start(folder, output, arguments).waitFor();
                List<String> lines = Files.readAllLines(output);
                if (status != 0) {
                    throw new IllegalStateException(path + " failed: " + String.join("\n", lines));
                }
                return lines;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
