package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv | true",
                "TEXT/CSV; charset=utf-8 | true",
                "text/csv, application/json;q=0.5 | true",
                "text/csv, application/json | true",
                "text/* | true",
                "x, text/csv | true",
                "application/json;q=0.1, text/csv | true",
                "application/json, text/csv | false",
                "application/*, text/csv | false",
                "*/* | false",
                "text/html, */* | false",
                "text/csv;q=0 | false",
                "text/csv;q=x | false",
                "text/csv;q=2 | false",
                "text/csv;q= | false",
                "x | false",
                "/ | false",
                ";;; | false",
                ", | false",
                "'' | false"
            })
    void the_first_of_those_with_the_highest_quality_counts(String header, boolean csv) {
        assertEquals(csv, Accept.prefers("text/csv", "application/json", List.of(header)));
    }

    @Test
    void several_headers_are_one() {
        assertEquals(
                true, Accept.prefers("text/csv", "application/json", List.of("application/json;q=0.5", "text/csv")));
        assertEquals(false, Accept.prefers("text/csv", "application/json", List.of()));
    }
}
