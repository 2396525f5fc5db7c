package io.iammfa.keycloak.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a page of the documentation, run as they stand there by a shell and Keycloak's own kcadm.sh. */
public final class Documented {

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();

    /** @param folder where the commands run, and what they keep */
    public Documented(Path folder, String realm) {
        this.folder = folder;
        variables.putAll(
                Map.of("SERVER", TestServer.get().url(), "ADMIN", "admin", "ADMIN_PASSWORD", "admin", "REALM", realm));
    }

    public Documented with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    public String variable(String name) {
        return variables.get(name);
    }

    /**
     * The blocks of a page.
     *
     * @param kind what stands after the fence, such as {@code shell}
     */
    public static List<String> blocks(String page, String kind) {
        try {
            Matcher matcher = Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(Path.of(page)));
            List<String> blocks = new ArrayList<>();
            while (matcher.find()) {
                blocks.add(matcher.group(1));
            }
            return blocks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs commands, each of which has to succeed, and returns what they print. */
    public String run(String commands) throws IOException, InterruptedException {
        Path bin = Path.of(System.getProperty("keycloak.distribution")).resolve("bin");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(variables);
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        // where kcadm.sh keeps its token
        builder.environment().put("HOME", folder.toString());
        // it lives for a second, in which nothing is worth a thorough compilation
        builder.environment().put("KC_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.home=" + folder);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        String said = commands + output + Files.readString(errors);
        assertEquals(0, process.waitFor(), said);
        assertFalse(output.contains("ValidationError"), output);
        return output;
    }
}
