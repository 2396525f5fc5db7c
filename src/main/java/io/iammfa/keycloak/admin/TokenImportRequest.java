package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.token.file.SeedEncoding;
import io.iammfa.keycloak.token.file.TokenFile;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a file of hardware tokens is to be imported, read strictly.
 *
 * @param dryRun whether it is only looked at
 * @param allOrNothing whether one row that can't be imported keeps all others out
 * @param batch what its tokens have in common, or null
 */
record TokenImportRequest(TokenFile format, boolean dryRun, boolean allOrNothing, String batch) {

    private static final int BATCH_LENGTH = 64;
    private static final int SECRET_LENGTH = 1024;

    /** What a request may bring besides the file. */
    static final List<String> FIELDS = List.of("format", "encoding", "key", "password", "dryRun", "onError", "batch");

    /** What a request may say. */
    private enum OnError {
        SKIP,
        STOP
    }

    private enum Flag {
        TRUE,
        FALSE
    }

    /**
     * @param fields what the request says, each once
     */
    static TokenImportRequest of(Map<String, String> fields) {
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field)) {
                throw Refusal.validation(field, "unknown field; allowed are file, " + String.join(", ", FIELDS));
            }
        }
        String password = text(fields, "password", SECRET_LENGTH);
        return new TokenImportRequest(
                new TokenFile(
                        word(fields, "format", TokenFile.Format.class, TokenFile.Format.AUTO),
                        word(fields, "encoding", SeedEncoding.class, null),
                        text(fields, "key", SECRET_LENGTH),
                        password == null ? null : password.toCharArray()),
                word(fields, "dryRun", Flag.class, Flag.FALSE) == Flag.TRUE,
                word(fields, "onError", OnError.class, OnError.SKIP) == OnError.STOP,
                text(fields, "batch", BATCH_LENGTH));
    }

    private static String text(Map<String, String> fields, String field, int max) {
        String text = fields.get(field);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!Texts.isPlain(text, max)) {
            throw Refusal.validation(field, "at most " + max + " characters without control characters");
        }
        return text;
    }

    private static <E extends Enum<E>> E word(Map<String, String> fields, String field, Class<E> type, E missing) {
        String text = fields.get(field);
        if (text == null || text.isEmpty()) {
            return missing;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> Refusal.validation(
                        field,
                        Arrays.stream(type.getEnumConstants())
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" or "))));
    }

    @Override
    public String toString() {
        return "TokenImportRequest[" + format + "]";
    }
}
