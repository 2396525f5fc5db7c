package io.iammfa.keycloak.console;

import io.iammfa.keycloak.token.TokenImport;
import io.iammfa.keycloak.token.file.Parsed;
import java.util.List;

/**
 * What became of a file, or would.
 *
 * @param words which words say so
 * @param imported tokens that are new
 * @param rejected how many rows were rejected
 * @param lines the first of those
 */
public record ImportOutcome(String words, int total, int imported, int unchanged, int rejected, List<Line> lines) {

    private static final int SHOWN = 100;

    /** The longest serial number that the inventory takes. */
    private static final int SERIAL_LENGTH = 64;

    /** A row that was rejected. */
    public record Line(int line, String serial, String reason) {}

    /**
     * @param imports whether it was imported rather than looked at
     * @param stops whether one row that was rejected keeps all others out
     */
    static ImportOutcome of(TokenImport.Result result, boolean imports, boolean stops) {
        boolean stopped = stops && !result.rejected().isEmpty();
        return new ImportOutcome(
                imports ? stopped ? "stopped" : "imported" : stopped ? "stops" : "checked",
                result.total(),
                stopped ? 0 : result.imported(),
                result.unchanged(),
                result.rejected().size(),
                result.rejected().stream().limit(SHOWN).map(ImportOutcome::line).toList());
    }

    private static Line line(Parsed.Rejected row) {
        String serial = row.serial();
        return new Line(
                row.line(),
                serial.length() > SERIAL_LENGTH ? serial.substring(0, SERIAL_LENGTH) + "…" : serial,
                row.reason().name());
    }
}
