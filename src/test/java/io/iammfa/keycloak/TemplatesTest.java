package io.iammfa.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What all pages have in common. */
class TemplatesTest {

    private static final Path TEMPLATES = Path.of("themes/templates");

    private static final String PARTS = "mfa-parts.ftl";
    private static final String COMMONS = "mfa-commons.ftl";
    private static final String FRAME = "mfa-page.ftl";

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            return files.filter(file -> file.toString().endsWith(".ftl"))
                    .filter(file -> !file.endsWith(COMMONS))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Set<String> names(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_page_with_a_form_has_the_script_that_sends_it_once() throws IOException {
        String frame = Files.readString(TEMPLATES.resolve(FRAME));
        assertTrue(
                Pattern.compile(
                                "<#macro page [^>]*>(?:(?!</#macro>).)*<@ui\\.script \"mfa-submit-once\\.js\"/>",
                                Pattern.DOTALL)
                        .matcher(frame)
                        .find(),
                frame);
        for (Path page : pages()) {
            String text = Files.readString(page);
            // the console has no scripts; a parts page is within one that has this
            boolean with = text.contains("<@frame.page ") || isConsole(page) || page.endsWith(PARTS);
            assertTrue(!text.contains("<form") || with, page.toString());
        }
    }

    @Test
    void what_a_page_takes_from_the_commons_is_there() throws IOException {
        Set<String> defined = names(Files.readString(TEMPLATES.resolve(COMMONS)), "<#(?:macro|function) (\\w+)");
        for (Path page : pages()) {
            Set<String> used = names(Files.readString(page), "\\bui\\.(\\w+)");
            used.removeAll(defined);
            assertEquals(Set.of(), used, page.toString());
        }
    }

    @Test
    void every_form_is_sent_to_the_page_s_address_as_a_post_also_with_scripts_off() throws IOException {
        for (Path page : Stream.concat(pages().stream(), Stream.of(TEMPLATES.resolve(COMMONS)))
                .toList()) {
            for (String form : found(Files.readString(page), "<form (?:[^>]|(?<=/#if)>)*>")) {
                // Keycloak's script reads the one exception, and nothing sends it
                assertTrue(
                        form.contains("action=\"${url.loginAction}\" method=\"post\"")
                                || page.endsWith("mfa-disavow.ftl")
                                        && form.contains("action=\"${mfa.action}\" method=\"post\"")
                                || form.contains("authn_select")
                                || page.endsWith(PARTS) && form.contains("action=\"${action}\" method=\"post\"")
                                || isConsole(page) && form.matches("(?s).*action=\"\\$\\{links\\..*"),
                        page + ": " + form);
            }
        }
    }

    @Test
    void every_form_of_the_console_that_changes_something_has_the_session_s_secret() throws IOException {
        for (Path page : pages().stream().filter(TemplatesTest::isConsole).toList()) {
            for (String form : found(Files.readString(page), "<form .*?</form>")) {
                assertTrue(form.contains("method=\"get\"") || form.contains("<@layout.token/>"), page + ": " + form);
            }
        }
    }

    private static boolean isConsole(Path page) {
        return page.getFileName().toString().startsWith("mfa-console-");
    }

    @Test
    void the_first_button_of_a_form_which_enter_presses_is_its_primary_one() throws IOException {
        for (Path page : pages()) {
            for (String form : found(Files.readString(page), "<form .*?</form>")) {
                List<String> buttons = found(form, "<@ui\\.(?:button|cancel)[^>]*>|<button[^>]*>");
                if (form.contains("<@ui.input") && !buttons.isEmpty()) {
                    String first = buttons.get(0);
                    assertTrue(
                            first.startsWith("<@ui.button") && !first.contains("Secondary"),
                            page + ": Enter presses " + first);
                }
            }
        }
    }
}
