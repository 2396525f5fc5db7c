package io.iammfa.keycloak.performance;

import io.iammfa.keycloak.support.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** Tables and a picture of what was measured. */
final class Report {

    private static final Path PAGE = Path.of("docs/performance.md");
    private static final String PICTURE = "docs/performance";
    private static final String STOCK = "stock";

    private final List<String> lines = new ArrayList<>();

    /** An operation, and what each way of doing it took, the stock way first. */
    private final Map<String, Map<String, Statistics>> operations = new TreeMap<>();

    void operations(Collection<RunResult> results) {
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            String devices = params.getParamsKeys().contains("devices") ? params.getParam("devices") : null;
            String operation = words(params.getBenchmark())
                    + (devices == null ? "" : ", " + devices + (devices.equals("1") ? " device" : " devices"));
            operations
                    .computeIfAbsent(operation, any -> new LinkedHashMap<>())
                    .put(params.getParam("way"), result.getPrimaryResult().getStatistics());
        }
        lines.add("| operation | way | median ms | 90 % below | median / stock |");
        lines.add("| --- | --- | ---: | ---: | ---: |");
        operations.forEach((operation, ways) -> ways.forEach((way, times) -> lines.add(String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.2f |",
                operation,
                way,
                median(times),
                times.getPercentile(90),
                median(times) / median(ways.get(STOCK))))));
        lines.add("");
    }

    private static double median(Statistics times) {
        return times.getPercentile(50);
    }

    /** {@code …Benchmark.rightCode} in words. */
    private static String words(String benchmark) {
        return benchmark
                .substring(benchmark.lastIndexOf('.') + 1)
                .replaceAll("([A-Z])", " $1")
                .toLowerCase(Locale.ROOT);
    }

    /** Each with the durations of Keycloak as it comes first, and then those with the jar. */
    void starts(List<List<Duration>> builds, List<List<Duration>> starts) {
        lines.add("| | Keycloak as it comes, s | with the jar, s | ratio |");
        lines.add("| --- | ---: | ---: | ---: |");
        lines.add(line("`kc.sh build`", builds));
        lines.add(line("`kc.sh start --optimized`, until pages are served", starts));
    }

    private static String line(String what, List<List<Duration>> durations) {
        double stock = median(durations.get(0));
        double jar = median(durations.get(1));
        return String.format(Locale.ROOT, "| %s | %.1f | %.1f | %.2f |", what, stock, jar, jar / stock);
    }

    private static double median(List<Duration> durations) {
        return durations.stream().sorted().toList().get(durations.size() / 2).toMillis() / 1000.0;
    }

    void write() throws IOException {
        new Section(PAGE, "times").write(String.join("\n", lines));
        List<String> shown = operations.keySet().stream()
                .filter(operation -> operation.contains(" code"))
                .toList();
        CategoryChart chart = new CategoryChartBuilder()
                .width(1100)
                .height(400)
                .title("The code's step of a sign-in")
                .yAxisTitle("median, ms")
                .build();
        chart.getStyler().setLegendVisible(true);
        for (String way : operations.get(shown.get(0)).keySet()) {
            chart.addSeries(
                    way,
                    shown,
                    shown.stream()
                            .map(operation -> median(operations.get(operation).get(way)))
                            .toList());
        }
        BitmapEncoder.saveBitmap(chart, PICTURE, BitmapFormat.PNG);
    }
}
