package io.iammfa.keycloak.admin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The header {@code Accept} (RFC 9110, section 12.5.1), read by hand: what can't be parsed says nothing, while JAX-RS
 * fails on it.
 */
final class Accept {

    private Accept() {}

    private record Range(String type, double quality) {

        static Range read(String text) {
            String[] parts = text.toLowerCase(Locale.ROOT).split(";");
            Optional<String> quality = Arrays.stream(parts)
                    .skip(1)
                    .map(String::strip)
                    .filter(parameter -> parameter.startsWith("q="))
                    .map(parameter -> parameter.substring(2))
                    .findFirst();
            if (parts.length == 0 || quality.isPresent() && !quality.get().matches("[01](\\.\\d{0,3})?")) {
                return null;
            }
            return new Range(parts[0].strip(), quality.map(Double::parseDouble).orElse(1.0));
        }

        boolean names(String wanted) {
            return type.equals(wanted) || type.equals(wanted.replaceFirst("/.*", "/*"));
        }
    }

    /** Whether a caller asks for this type rather than for another one; who takes anything does not. */
    static boolean prefers(String wanted, String other, List<String> headers) {
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(Range::read)
                .filter(Objects::nonNull)
                .filter(range -> range.quality() > 0 && (range.names(wanted) || range.names(other)))
                // of several with the same quality the first counts
                .reduce((one, two) -> two.quality() > one.quality() ? two : one)
                .filter(range -> range.names(wanted))
                .isPresent();
    }
}
