package io.iammfa.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read stands in the messages, in every language, and nowhere else. */
class MessagesTest {

    private static final Path THEMES = Path.of("themes");

    /** Keycloak's own, which every login theme inherits. */
    private static final Set<String> STOCK = Set.of("doLogIn", "doBack", "doCancel", "doTryAnotherWay", "username");

    @Test
    void every_language_has_every_key() throws IOException {
        Set<String> english = keys(THEMES.resolve("messages/messages_en.properties"));
        try (Stream<Path> files = Files.list(THEMES.resolve("messages"))) {
            for (Path file : files.toList()) {
                assertEquals(english, keys(file), file.toString());
            }
        }
    }

    @Test
    void every_message_that_a_page_or_the_code_asks_for_exists_and_none_is_left_over() throws IOException {
        Set<String> asked = new TreeSet<>();
        asked.addAll(found("themes/templates", "(?:msg\\(|label=|then\\()\"(\\w+)\""));
        asked.addAll(found("themes/templates", "then\\(\"\\w+\", \"(\\w+)\"\\)"));
        asked.addAll(found("src/main/java", "\"(mfa[A-Z]\\w+)\""));
        // Keycloak asks for these in its mails and on its page of actions to perform
        found("src/main/java", "\"([A-Z]+_MFA_DEVICES?)\"").forEach(action -> asked.add("requiredAction." + action));
        // and these in its list of ways to sign in
        found("src/main/java", "\"(mfa-device-form|auth-recovery-authn-code-form)\"")
                .forEach(step -> asked.addAll(Set.of(step + "-display-name", step + "-help-text")));
        asked.removeAll(STOCK);
        Set<String> known = keys(THEMES.resolve("messages/messages_en.properties"));
        // families of messages, one for each value of something
        Set<String> families = new TreeSet<>(found("themes/templates", "msg\\(\"(\\w+\\.)\" \\+"));
        families.addAll(found("src/main/java", "\"(mfa\\w+\\.)\" \\+"));
        for (String family : families) {
            Set<String> members =
                    known.stream().filter(key -> key.startsWith(family)).collect(Collectors.toSet());
            assertFalse(members.isEmpty(), family);
            asked.addAll(members);
        }
        assertEquals(known, asked);
    }

    private static Stream<Path> translations() throws IOException {
        try (Stream<Path> files = Files.list(THEMES.resolve("messages"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("translations")
    void every_language_says_all_that_English_says_with_the_same_parameters(Path file) throws IOException {
        Properties english = Messages.of("en");
        Properties translated = Messages.read(file);
        assertEquals(new TreeSet<>(english.stringPropertyNames()), new TreeSet<>(translated.stringPropertyNames()));
        for (String key : english.stringPropertyNames()) {
            assertEquals(parameters(english.getProperty(key)), parameters(translated.getProperty(key)), key);
            // what the message format makes of it
            assertFalse(
                    new MessageFormat(translated.getProperty(key))
                            .format(new Object[] {"a", "b", "c"})
                            .isBlank(),
                    key);
        }
        String tag = file.getFileName()
                .toString()
                .replaceAll("messages_|\\.properties", "")
                .replace('_', '-');
        assertEquals(tag, translated.getProperty("mfaLanguage"));
    }

    private static List<String> parameters(String message) {
        return Pattern.compile("\\{[^}]*}")
                .matcher(message)
                .results()
                .map(MatchResult::group)
                .sorted()
                .toList();
    }

    @Test
    void no_template_has_words_of_its_own() throws IOException {
        try (Stream<Path> templates = Files.walk(THEMES.resolve("templates"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(template)
                        .replaceAll("(?s)<#--.*?-->", "")
                        .replaceAll("(?s)\\$\\{[^}]*\\}", "")
                        .replaceAll("(?s)</?[#@][^>]*>", "")
                        .replaceAll("(?s)<[^>]*>", "");
                assertFalse(Pattern.compile("\\p{L}{2,}").matcher(text).find(), template + " says: " + text.strip());
            }
        }
    }

    @Test
    void no_message_has_a_straight_apostrophe_which_the_message_format_would_swallow() throws IOException {
        try (Stream<Path> files = Files.list(THEMES.resolve("messages"))) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file).contains("'"), file.toString());
            }
        }
    }

    /** Keycloak's templates take a ${…} in a parameter for a message's key. */
    @Test
    void no_page_formats_what_a_user_typed_into_a_message() throws IOException {
        assertEquals(
                Set.of(),
                found("themes/templates", "((?:msg|advancedMsg)\\([^()]*,[^()]*(?:[nN]ame|user|label)[^()]*\\))"));
    }

    @Test
    void no_template_has_a_script_of_its_own() throws IOException {
        String file = " type=\"module\" src=\"\\$\\{url\\.resourcesPath}/js/\\$\\{file}\"></script>";
        assertEquals(Set.of(), found("themes/templates", "(<script(?!" + file + ")|\\son[a-z]+=|javascript:)"));
        for (String script : found("themes/templates", "@(?:ui\\.)?script \"([^\"]+)\"")) {
            assertTrue(Files.exists(THEMES.resolve("resources/js").resolve(script)), script);
        }
    }

    private static Set<String> keys(Path file) throws IOException {
        return new TreeSet<>(Messages.read(file).stringPropertyNames());
    }

    private static Set<String> found(String folder, String pattern) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(Path.of(folder))) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        Set<String> found = new TreeSet<>();
        for (Path file : files) {
            found.addAll(Pattern.compile(pattern)
                    .matcher(Files.readString(file))
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet()));
        }
        return found;
    }
}
