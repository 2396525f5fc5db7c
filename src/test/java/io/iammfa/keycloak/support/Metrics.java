package io.iammfa.keycloak.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server shows to Prometheus of one realm. */
public record Metrics(KeycloakServer server, String realm) {

    private static final Pattern SERIES = Pattern.compile("(\\w+)\\{([^}]*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** A line: a name, labels and a number. */
    private record Series(String name, Map<String, String> labels, double value) {}

    /** The sum of all series of that name that have these labels, names and values in turn; 0 without any. */
    public double sum(String name, String... labels) {
        return series(name, labels).stream().mapToDouble(Series::value).sum();
    }

    /** Whether there is any series of that name of the realm. */
    public boolean has(String name) {
        return !series(name).isEmpty();
    }

    /** Waits until that sum is that number, which the server counts in the background. */
    public void await(double number, String name, String... labels) {
        await(() -> has(name) && sum(name, labels) == number);
    }

    /** Waits until there is no such series of the realm any more. */
    public void awaitNone(String name) {
        await(() -> !has(name));
    }

    private void await(BooleanSupplier state) {
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        while (!state.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("this does not change to what it should be: " + text());
            }
        }
    }

    /** All that is shown. */
    public String text() {
        // as Prometheus asks; the management interface of older versions stumbles over the offer of HTTP/2
        return Http.send(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .build(),
                        HttpRequest.newBuilder(URI.create(server.metricsUrl())).build())
                .body();
    }

    private List<Series> series(String name, String... labels) {
        Map<String, String> wanted = new HashMap<>(Map.of("realm", realm));
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return text().lines()
                .map(SERIES::matcher)
                .filter(line -> line.matches() && line.group(1).equals(name))
                .map(Metrics::read)
                .filter(series -> series.labels().entrySet().containsAll(wanted.entrySet()))
                .toList();
    }

    private static Series read(Matcher line) {
        Map<String, String> labels = new HashMap<>();
        LABEL.matcher(line.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        return new Series(line.group(1), labels, Double.parseDouble(line.group(3)));
    }
}
