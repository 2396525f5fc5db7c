package io.iammfa.keycloak.admin;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.http.FormPartValue;
import org.keycloak.models.KeycloakSession;

/**
 * A form with a file of hardware tokens, as browsers and {@code curl} send it.
 *
 * @param fields what stands in the other fields, each once
 * @param file to be read once, or null where there is none
 * @param misplaced names of other fields that came with a file
 */
public record TokenForm(Map<String, String> fields, InputStream file, Set<String> misplaced) {

    private static final String FILE = "file";

    /** That of a request. */
    public static TokenForm of(KeycloakSession session) {
        Map<String, String> fields = new HashMap<>();
        Set<String> misplaced = new TreeSet<>();
        InputStream[] file = new InputStream[1];
        session.getContext().getHttpRequest().getMultiPartFormParameters().forEach((name, parts) -> {
            FormPartValue part = parts.get(0);
            if (name.equals(FILE)) {
                file[0] = part.asInputStream();
            } else if (!read(part, name, fields)) {
                misplaced.add(name);
            }
        });
        return new TokenForm(fields, file[0], misplaced);
    }

    /** Keycloak has no other way to tell a text from a file than to fail. */
    private static boolean read(FormPartValue part, String name, Map<String, String> fields) {
        try {
            fields.put(name, part.asString());
            return true;
        } catch (RuntimeException file) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "TokenForm" + fields.keySet();
    }
}
