package io.iammfa.keycloak.support;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The words of the pages. */
public final class Messages {

    private Messages() {}

    /** Those of a language, such as {@code pt-BR}. */
    public static Properties of(String language) {
        return read(Path.of("themes/messages/messages_" + language.replace('-', '_') + ".properties"));
    }

    public static Properties read(Path file) {
        Properties messages = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            messages.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }
}
