package io.iammfa.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** See {@link Database}. Its programs are those of Debian's package {@code postgresql}. */
public final class PostgreSql implements Database {

    private static final String USER = "postgres";

    private final ServerProgram pgCtl = find("pg_ctl");
    private final ServerProgram psql = find("psql");
    private final Path folder = ServerProgram.folder("postgres", USER);
    private final Path data = folder.resolve("data");
    private final Path log = folder.resolve("server.log");
    private final int port = ServerProgram.freePort();

    private PostgreSql(String... settings) {
        find("initdb")
                .run(
                        folder,
                        "-D",
                        data.toString(),
                        "--username=" + USER,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--no-sync");
        List<String> lines = new ArrayList<>(List.of(
                "port = " + port,
                "listen_addresses = 'localhost'",
                "unix_socket_directories = '" + folder + "'",
                // what dies here is the process, never the machine
                "fsync = off"));
        lines.addAll(List.of(settings));
        try {
            Files.write(data.resolve("postgresql.auto.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        restart();
    }

    private static ServerProgram find(String program) {
        return ServerProgram.find(program, USER, "postgresql");
    }

    /** Starts one with these lines in its {@code postgresql.conf}, such as {@code log_statement = 'all'}. */
    public static PostgreSql start(String... settings) {
        return new PostgreSql(settings);
    }

    @Override
    public List<String> create(String database) {
        query(USER, "create database \"" + database + "\"");
        return List.of(
                "--db=postgres",
                "--db-url=jdbc:postgresql://localhost:" + port + "/" + database,
                "--db-username=" + USER,
                "--db-password=none");
    }

    @Override
    public List<String> query(String database, String sql) {
        return psql.run(
                folder,
                "-XAtq",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                folder.toString(),
                "-p",
                String.valueOf(port),
                "-U",
                USER,
                "-d",
                database,
                "-c",
                sql);
    }

    @Override
    public void crash() {
        stop("immediate");
    }

    @Override
    public void restart() {
        pgCtl.run(folder, "start", "-w", "-t", "60", "-D", data.toString(), "-l", log.toString());
    }

    private void stop(String mode) {
        pgCtl.run(folder, "stop", "-w", "-m", mode, "-D", data.toString());
    }

    @Override
    public String log() {
        return ServerProgram.read(log);
    }

    @Override
    public synchronized void close() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            stop("immediate");
        }
        Folders.delete(folder);
    }
}
