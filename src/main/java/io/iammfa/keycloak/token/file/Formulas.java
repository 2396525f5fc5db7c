package io.iammfa.keycloak.token.file;

import java.util.regex.Pattern;

/**
 * Keeps spreadsheets from running what a cell of a CSV file says, by an apostrophe before it; whoever reads such a file again
 * drops it.
 */
final class Formulas {

    /** Where a cell may begin, whichever separator the spreadsheet of a country has. */
    private static final String BEGIN = "(^|[,;\\t])([\" \\ufeff]*)";

    private static final String SIGN = "(?=[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20])";
    private static final Pattern FORMULA = Pattern.compile(BEGIN + SIGN);
    private static final Pattern TEXT = Pattern.compile(BEGIN + "'" + SIGN);

    private Formulas() {}

    /** A line in which nothing is a formula. */
    static String harmless(String line) {
        return FORMULA.matcher(line).replaceAll("$1$2'");
    }

    /** What a cell of such a line was. */
    static String original(String cell) {
        return TEXT.matcher(cell).replaceAll("$1$2");
    }
}
