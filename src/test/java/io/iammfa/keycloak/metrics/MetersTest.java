package io.iammfa.keycloak.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iammfa.keycloak.device.Means;
import io.iammfa.keycloak.device.SignInTried;
import io.iammfa.keycloak.support.Documented;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Prometheus is shown, and what the board and the page about it say. */
class MetersTest {

    private static final Path BOARD = Path.of("docs/grafana-mfa.json");
    private static final Path PAGE = Path.of("docs/metrics.md");

    private static final Pattern NAME = Pattern.compile("keycloak_mfa_\\w+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);

    private void everythingHappens() {
        for (Means means : Means.values()) {
            for (SignInTried.Outcome outcome : SignInTried.Outcome.values()) {
                meters.signIn("shop", means, outcome);
            }
            meters.assigned("shop", means);
            for (int steps : new int[] {-3, 0, 200}) {
                meters.drift("shop", means, steps);
            }
        }
        meters.resync("shop", true);
        meters.resync("shop", false);
        meters.users(Map.of(
                "shop", Arrays.stream(UserState.values()).collect(Collectors.toMap(state -> state, state -> 1L))));
    }

    private Set<String> shown() {
        everythingHappens();
        return names(
                registry.scrape().lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n")));
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name of a histogram, of which several are shown. */
    private static String ofFamily(String name) {
        return name.replaceFirst("_(bucket|count|sum)$", "");
    }

    private static JsonNode board() throws IOException {
        return new ObjectMapper().readTree(Files.readString(BOARD));
    }

    private static List<String> expressions() throws IOException {
        return Stream.concat(
                        board().findValuesAsText("expr").stream(), Documented.blocks(PAGE.toString(), "yaml").stream())
                .toList();
    }

    @Test
    void names_are_keycloak_s_way() {
        assertEquals(
                Set.of(
                        "keycloak_mfa_sign_ins_total",
                        "keycloak_mfa_assigned_total",
                        "keycloak_mfa_resyncs_total",
                        "keycloak_mfa_drift_steps_bucket",
                        "keycloak_mfa_drift_steps_count",
                        "keycloak_mfa_drift_steps_sum",
                        "keycloak_mfa_drift_steps_max",
                        "keycloak_mfa_users"),
                shown());
    }

    @Test
    void the_board_and_the_alerts_name_only_what_is_shown() throws IOException {
        Set<String> named = names(String.join("\n", expressions()));
        named.addAll(names(board().at("/templating").toString()));
        assertFalse(named.isEmpty());
        named.removeAll(shown());
        assertEquals(Set.of(), named);
    }

    @Test
    void the_board_and_the_alerts_ask_for_labels_and_values_that_there_are() throws IOException {
        everythingHappens();
        Set<String> there = LABEL.matcher(registry.scrape())
                .results()
                .map(label -> label.group(1) + "=" + label.group(2))
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (String expression : expressions()) {
            LABEL.matcher(expression)
                    .results()
                    .filter(label -> !label.group(1).equals("realm"))
                    .flatMap(label ->
                            Arrays.stream(label.group(2).split("\\|")).map(value -> label.group(1) + "=" + value))
                    .filter(label -> !there.contains(label))
                    .forEach(missing::add);
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everything_that_is_shown_is_on_the_board_and_on_the_page() throws IOException {
        String board = Files.readString(BOARD);
        String page = Files.readString(PAGE);
        shown().forEach(name -> {
            assertTrue(page.contains("| `" + ofFamily(name) + "` |"), name);
            // the board reads the most from the buckets
            assertTrue(board.contains(ofFamily(name).replaceFirst("_max$", "")), name);
        });
        Set<String> listed = names(page);
        listed.removeAll(shown());
        listed.remove("keycloak_mfa_drift_steps");
        assertEquals(Set.of(), listed);
    }

    @Test
    void every_value_of_a_label_is_on_the_page() throws IOException {
        everythingHappens();
        String page = Files.readString(PAGE);
        LABEL.matcher(registry.scrape())
                .results()
                .filter(label -> !Set.of("realm", "le").contains(label.group(1)))
                .forEach(label -> assertTrue(page.contains("`" + label.group(2) + "`"), label.group()));
    }

    @Test
    void the_board_can_be_imported_anywhere() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : board().get("panels")) {
            assertTrue(ids.add(panel.get("id").asInt()), panel.get("title").asText());
            JsonNode place = panel.get("gridPos");
            assertTrue(place.get("x").asInt() + place.get("w").asInt() <= 24);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    String cell =
                            place.get("x").asInt() + x + "," + (place.get("y").asInt() + y);
                    assertTrue(places.add(cell), panel.get("title").asText());
                }
            }
            assertFalse(panel.get("targets").isEmpty());
        }
        board().findValues("datasource").stream()
                .filter(JsonNode::isObject)
                .forEach(source ->
                        assertEquals("${datasource}", source.get("uid").asText()));
        assertFalse(board().has("id"));
    }

    @Test
    void a_clock_is_fast_slow_or_right_and_steps_are_counted_either_way() {
        meters.drift("shop", Means.TOTP, -3);
        meters.drift("shop", Means.TOTP, 7);
        meters.drift("shop", Means.TOTP, 0);
        String shown = registry.scrape();
        assertTrue(
                shown.contains("keycloak_mfa_drift_steps_sum{clock=\"slow\",kind=\"totp\",realm=\"shop\",} 3.0"),
                shown);
        assertTrue(
                shown.contains("keycloak_mfa_drift_steps_sum{clock=\"fast\",kind=\"totp\",realm=\"shop\",} 7.0"),
                shown);
        assertTrue(
                shown.contains(
                        "keycloak_mfa_drift_steps_bucket{clock=\"right\",kind=\"totp\",realm=\"shop\",le=\"0.5\",} 1.0"),
                shown);
    }

    @Test
    void a_realm_that_is_not_counted_any_more_is_not_shown_any_more() {
        meters.users(Map.of("shop", Map.of(UserState.NONE, 3L), "bank", Map.of(UserState.NONE, 5L)));
        meters.users(Map.of("shop", Map.of(UserState.NONE, 4L)));
        String shown = registry.scrape();
        assertTrue(shown.contains("keycloak_mfa_users{realm=\"shop\",state=\"none\",} 4.0"), shown);
        assertFalse(shown.contains("bank"), shown);
        meters.users(Map.of());
        assertFalse(registry.scrape().contains("keycloak_mfa_users{"));
    }
}
