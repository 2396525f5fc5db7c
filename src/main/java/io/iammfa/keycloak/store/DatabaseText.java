package io.iammfa.keycloak.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which texts the database can hold. The columns of MySQL and MariaDB may have three bytes a character, which leaves out
 * all that lie past U+FFFF, such as emoji: those of Keycloak's events always, all of them where the database itself was
 * created so.
 */
public final class DatabaseText {

    /** Where a text is to stand, or to be looked for. */
    public enum Place {
        DEVICES("MFA_DEVICE", "SEARCH_NAME"),
        LABELS("CREDENTIAL", "USER_LABEL"),
        USERNAMES("USER_ENTITY", "USERNAME"),
        EVENTS("EVENT_ENTITY", "DETAILS_JSON_LONG_VALUE");

        private final String table;
        private final String column;

        Place(String table, String column) {
            this.table = table;
            this.column = column;
        }
    }

    private static final Set<String> WHOLE_UNICODE = Set.of("utf8mb4", "utf16", "utf16le", "utf32", "gb18030");

    private static final String CHARSET =
            """
            select character_set_name from information_schema.columns
            where table_schema = database() and character_set_name is not null
                and upper(table_name) = ? and upper(column_name) = ?""";

    private static volatile Set<Place> narrow = Set.of();

    private DatabaseText() {}

    /** Looks at the columns. */
    static void measure(Connection connection) throws SQLException {
        Set<Place> found = EnumSet.noneOf(Place.class);
        if (isMySql(connection)) {
            try (PreparedStatement columns = connection.prepareStatement(CHARSET)) {
                for (Place place : Place.values()) {
                    columns.setString(1, place.table);
                    columns.setString(2, place.column);
                    try (ResultSet charset = columns.executeQuery()) {
                        if (charset.next()
                                && !WHOLE_UNICODE.contains(charset.getString(1).toLowerCase(Locale.ROOT))) {
                            found.add(place);
                        }
                    }
                }
            }
        }
        limit(found);
    }

    private static boolean isMySql(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return product.contains("mysql") || product.contains("mariadb");
    }

    static void limit(Set<Place> places) {
        narrow = Set.copyOf(places);
    }

    public static boolean holds(Place place, String text) {
        return !narrow.contains(place) || text.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
    }
}
