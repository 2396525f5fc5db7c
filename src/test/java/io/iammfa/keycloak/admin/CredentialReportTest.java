package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialReportTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "=1+1 | '=1+1",
                "+49 | '+49",
                "-x | '-x",
                "@sum | '@sum",
                "＝1 | '＝1",
                "＋1 | '＋1",
                "－1 | '－1",
                "＠a | '＠a",
                "'=1 | '=1",
                "Ä 東京 | Ä 東京",
                "💥 | 💥",
                "a;b | a;b",
                "a,b | \"a,b\"",
                "say \"hi\" | \"say \"\"hi\"\"\"",
                "=\"a\" | \"'=\"\"a\"\"\"",
                "a=b | a=b"
            })
    void a_cell_is_quoted_where_it_has_to_be_and_never_a_formula(String text, String cell) {
        assertEquals(cell + ",x\r\n", CredentialReport.line(List.of(text, "x")));
    }

    @Test
    void a_cell_may_have_several_lines_and_spaces_at_its_ends() {
        assertEquals("\"a\r\nb\",\" c \",,\"'\n\"\r\n", CredentialReport.line(List.of("a\r\nb", " c ", "", "\n")));
        assertEquals("\r\n", CredentialReport.line(List.of()));
    }
}
