package io.iammfa.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Documented;
import io.iammfa.keycloak.support.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages of the documentation point at is there. */
class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))(?:\\$\\w+)?`");

    private static final Pattern TABLE = Pattern.compile("createTable tableName=\"(\\w+)\"");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static String sources(String root) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }

    /** What a link on a page leads to; a page's own heading stands on that page. */
    private static Path target(Path page, String link) {
        return link.isEmpty() ? page : page.resolveSibling(link).normalize();
    }

    /** The anchors that headings get. */
    private static Set<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void who_lists_the_tables_lists_all_of_them(Path page) throws IOException {
        Set<String> tables = TABLE.matcher(sources("src/main/resources/META-INF"))
                .results()
                .map(table -> "`" + table.group(1) + "`")
                .collect(Collectors.toSet());
        for (String paragraph : Files.readString(page).split("\n\n")) {
            if (paragraph.contains("`MFA_OWNER`, `MFA_DEVICE`")) {
                tables.forEach(table -> assertTrue(paragraph.contains(table), page + ": " + table));
            }
        }
        assertTrue(tables.size() > 5, tables.toString());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_link_to_a_file_or_a_heading_leads_somewhere(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""));
        while (link.find()) {
            if (link.group(1).matches("https?:.*")) {
                continue;
            }
            Path target = target(page, link.group(1));
            assertTrue(Files.exists(target), page + ": " + target);
            if (link.group(2) != null) {
                assertTrue(anchors(target).contains(link.group(2)), page + ": " + link.group());
            }
        }
    }

    @Test
    void every_page_is_reached_from_the_readme() throws IOException {
        List<Path> reached = new ArrayList<>(List.of(Path.of("README.md")));
        for (int i = 0; i < reached.size(); i++) {
            Path page = reached.get(i);
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = target(page, link.group(1));
                if (link.group(1).endsWith(".md") && Files.exists(target) && !reached.contains(target)) {
                    reached.add(target);
                }
            }
        }
        assertEquals(
                List.of(),
                pages().stream().filter(page -> !reached.contains(page)).toList());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_test_that_is_named_exists(Path page) throws IOException {
        String tests = sources("src/test/java");
        Matcher test = TEST.matcher(Files.readString(page));
        while (test.find()) {
            assertTrue(tests.contains("class " + test.group(1) + " "), page + ": " + test.group());
        }
    }

    @Test
    void every_line_of_the_log_that_is_explained_is_written_by_the_code() throws IOException {
        // a text over two lines of the source is one
        String code = sources("src/main/java").replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");
        List<String> lines = Documented.blocks("docs/troubleshooting.md", "log");
        assertFalse(lines.isEmpty());
        for (String line : lines) {
            assertTrue(code.contains(line.strip()), line);
        }
    }

    @Test
    void what_a_page_is_quoted_to_say_it_says() throws IOException {
        Set<String> messages =
                Messages.of("en").values().stream().map(Object::toString).collect(Collectors.toSet());
        Matcher quoted =
                Pattern.compile("(?m)^\\| \"([^\"]+)\"").matcher(Files.readString(Path.of("docs/troubleshooting.md")));
        int found = 0;
        while (quoted.find()) {
            String said = quoted.group(1);
            assertTrue(messages.stream().anyMatch(message -> message.contains(said)), said);
            found++;
        }
        assertTrue(found > 0);
    }
}
