package io.iammfa.keycloak.support;

import io.iammfa.keycloak.testprovider.LegacyUsers;
import io.iammfa.keycloak.testprovider.LegacyUsersFactory;
import io.iammfa.keycloak.testprovider.RenamedElsewhere;
import io.iammfa.keycloak.testprovider.RenamedElsewhereFactory;
import io.iammfa.keycloak.testprovider.RowCount;
import io.iammfa.keycloak.testprovider.RowCountFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Packs the providers that the tests themselves bring into the server. */
final class TestProviderJar {

    private static final List<Class<?>> CLASSES = List.of(
            LegacyUsers.class,
            LegacyUsers.LegacyUser.class,
            LegacyUsersFactory.class,
            RenamedElsewhere.class,
            RenamedElsewhereFactory.class,
            RowCount.class,
            RowCountFactory.class);

    private TestProviderJar() {}

    static Path write(Path folder) {
        Path file = folder.resolve("test-providers.jar");
        try {
            Files.createDirectories(folder);
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
                for (Class<?> type : CLASSES) {
                    String name = type.getName().replace('.', '/') + ".class";
                    try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
                        add(jar, name, bytes.readAllBytes());
                    }
                }
                add(jar, "META-INF/beans.xml", new byte[0]);
                service(jar, "org.keycloak.storage.UserStorageProviderFactory", LegacyUsersFactory.class);
                service(
                        jar,
                        "org.keycloak.services.resource.RealmResourceProviderFactory",
                        RowCountFactory.class,
                        RenamedElsewhereFactory.class);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void service(JarOutputStream jar, String spi, Class<?>... factories) throws IOException {
        String names = Stream.of(factories).map(Class::getName).collect(Collectors.joining("\n"));
        add(jar, "META-INF/services/" + spi, names.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }
}
