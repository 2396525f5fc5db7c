package io.iammfa.keycloak.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of MariaDB that a run uses.
 *
 * @param home the folder of an unpacked one, or nothing: Debian's
 */
record MariaDbPrograms(String home) {

    private static final List<String> HELPERS = List.of("bin/my_print_defaults", "bin/resolveip");

    static MariaDbPrograms ofThisRun() {
        return new MariaDbPrograms(System.getProperty("mariadb.home", ""));
    }

    ServerProgram find(String name) {
        if (home.isEmpty()) {
            return ServerProgram.find(name, MariaDb.USER, "mariadb-server");
        }
        // what the script that makes a database calls
        HELPERS.forEach(helper -> ServerProgram.unpacked(Path.of(home, helper), MariaDb.USER));
        Path path = Stream.of("bin", "scripts")
                .map(folder -> Path.of(home, folder, name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no " + name + " in " + home));
        return ServerProgram.unpacked(path, MariaDb.USER);
    }

    /** The option by which they find the messages and tables that come with them, where they don't by themselves. */
    List<String> place() {
        return home.isEmpty() ? List.of() : List.of("--basedir=" + home);
    }
}
