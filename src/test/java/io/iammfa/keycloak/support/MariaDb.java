package io.iammfa.keycloak.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * See {@link Database}. Its programs are those of Debian's package {@code mariadb-server}, or of the version that Maven's
 * {@code test.mariadb.version} names.
 */
public final class MariaDb implements Database {

    /** What the README asks for. */
    public static final String READ_COMMITTED = "?transactionIsolation=READ-COMMITTED";

    static final String USER = "mysql";

    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final MariaDbPrograms programs = MariaDbPrograms.ofThisRun();
    private final ServerProgram server = programs.find("mariadbd");
    private final ServerProgram client = programs.find("mariadb");
    private final Path folder = ServerProgram.folder("mariadb", USER);
    private final Path log = folder.resolve("server.log");
    private final int port = ServerProgram.freePort();
    private final List<String> options;
    private Process process;

    private MariaDb(String... options) {
        this.options = List.of(options);
        programs.find("mariadb-install-db")
                .run(folder, options("--auth-root-authentication-method=normal", "--skip-test-db"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        restart();
    }

    /** Starts one with further options, such as {@code --transaction-isolation=SERIALIZABLE}. */
    public static MariaDb start(String... options) {
        return new MariaDb(options);
    }

    /** With the isolation that the README asks for. */
    @Override
    public List<String> create(String database) {
        return create(database, READ_COMMITTED);
    }

    /** The same with other parameters of the URL; without any the server's own isolation holds, REPEATABLE READ. */
    public List<String> create(String database, String urlProperties) {
        return create(database, urlProperties, "utf8mb4");
    }

    /** The same with another character set than that of all characters. */
    public List<String> create(String database, String urlProperties, String charset) {
        query(
                "mysql",
                "create database `" + database + "` character set " + charset + " collate " + charset + "_unicode_ci");
        query("mysql", "create user if not exists keycloak@localhost identified by 'keycloak'");
        query("mysql", "grant all on `" + database + "`.* to keycloak@localhost");
        return List.of(
                "--db=mariadb",
                "--db-url=jdbc:mariadb://localhost:" + port + "/" + database + urlProperties,
                "--db-username=keycloak",
                "--db-password=keycloak");
    }

    @Override
    public List<String> query(String database, String sql) {
        return client
                .run(
                        folder,
                        "--no-defaults",
                        "--default-character-set=utf8mb4",
                        "--socket=" + socket(),
                        "-uroot",
                        "-N",
                        "-B",
                        "-D",
                        database,
                        "-e",
                        sql)
                .stream()
                .map(row -> row.replace('\t', '|'))
                .toList();
    }

    @Override
    public void crash() {
        process.destroyForcibly();
        ended();
    }

    @Override
    public void restart() {
        List<String> arguments = new ArrayList<>(List.of(
                "--socket=" + socket(),
                "--port=" + port,
                "--bind-address=localhost",
                // what dies here is the process, never the machine
                "--innodb-flush-log-at-trx-commit=2",
                "--pid-file=" + folder.resolve("server.pid")));
        arguments.addAll(options);
        process = server.start(folder, log, options(arguments.toArray(String[]::new)));
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(limit)) {
                throw new IllegalStateException("MariaDB did not start:\n" + log());
            }
            awaitExit(Duration.ofMillis(200));
        }
    }

    private String[] options(String... more) {
        List<String> all = new ArrayList<>(List.of("--no-defaults"));
        all.addAll(programs.place());
        all.add("--datadir=" + data());
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private boolean answers() {
        try {
            return Files.exists(socket()) && !query("mysql", "select 1").isEmpty();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Override
    public String log() {
        return ServerProgram.read(log);
    }

    @Override
    public synchronized void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
            ended();
        }
        Folders.delete(folder);
    }

    private void ended() {
        if (!awaitExit(START_LIMIT)) {
            throw new IllegalStateException("MariaDB does not end");
        }
    }

    private boolean awaitExit(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path socket() {
        return folder.resolve("server.sock");
    }
}
