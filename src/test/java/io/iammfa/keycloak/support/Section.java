package io.iammfa.keycloak.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a page of the documentation that a run writes: between two comments with its name. */
public record Section(Path page, String name) {

    public void write(String text) throws IOException {
        String all = Files.readString(page);
        String begin = "<!-- " + name + " -->\n";
        String end = "\n<!-- /" + name + " -->";
        int from = all.indexOf(begin);
        int to = all.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(page + " has no section " + name);
        }
        Files.writeString(page, all.substring(0, from + begin.length()) + text + all.substring(to));
    }
}
