package io.iammfa.keycloak.catalog;

import java.util.Locale;
import java.util.Map;

/**
 * Which users of Keycloak's own table are asked for.
 *
 * @param search the beginning of the username, without regard to case, or a whole mail address; as {@code *part*} a part
 *     of username, mail address, first or last name; null or empty for all
 * @param withoutDevice only those who own none
 */
public record UserFilter(String search, boolean withoutDevice) {

    public static final UserFilter ALL = new UserFilter(null, false);
    public static final UserFilter WITHOUT_DEVICE = new UserFilter(null, true);

    private static final String ESCAPE = " escape '!'";

    /** A condition on users {@code u}, with its parameters. */
    record Condition(String hql, Map<String, Object> parameters) {}

    Condition condition() {
        if (search == null || search.isEmpty()) {
            return new Condition("", Map.of());
        }
        String text = search.toLowerCase(Locale.ROOT);
        String inner = text.replaceFirst("^\\*+", "").replaceFirst("\\*+$", "");
        String escaped = inner.replaceAll("[!%_]", "!$0");
        if (text.contains("*")) {
            return new Condition(
                    " and (u.username like :part" + ESCAPE + " or u.email like :part" + ESCAPE
                            + " or lower(u.firstName) like :part" + ESCAPE + " or lower(u.lastName) like :part" + ESCAPE
                            + ")",
                    Map.of("part", "%" + escaped + "%"));
        }
        // from there the index of the names leads, however many users come before
        String named = "u.username >= :from and u.username like :beginning" + ESCAPE;
        return new Condition(
                text.contains("@") ? " and (" + named + " or u.email = :from)" : " and " + named,
                Map.of("from", text, "beginning", escaped + "%"));
    }
}
