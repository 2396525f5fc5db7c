package io.iammfa.keycloak.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/**
 * Which texts the database can hold. The columns of MySQL and MariaDB may have three bytes a character, which leaves out
 * all that lie past U+FFFF, such as emoji: those of Keycloak's events always, all of them where the database itself was
 * created so.
 */
public final class DatabaseText {

    private static final Set<String> WHOLE_UNICODE = Set.of("utf8mb4", "utf16", "utf16le", "utf32", "gb18030");

    private static final String COLUMNS =
            """
            select upper(table_name), character_set_name from information_schema.columns
            where table_schema = database() and character_set_name is not null
              and (upper(table_name) = 'CREDENTIAL' and upper(column_name) = 'USER_LABEL'
                or upper(table_name) = 'MFA_DEVICE' and upper(column_name) = 'SEARCH_NAME'
                or upper(table_name) = 'EVENT_ENTITY' and upper(column_name) like 'DETAILS_JSON%')""";

    private static volatile boolean allInNames = true;
    private static volatile boolean allInEvents = true;

    private DatabaseText() {}

    /** Looks at the columns. */
    static void measure(Connection connection) throws SQLException {
        boolean names = true;
        boolean events = true;
        if (isMySql(connection)) {
            try (PreparedStatement columns = connection.prepareStatement(COLUMNS);
                    ResultSet column = columns.executeQuery()) {
                while (column.next()) {
                    boolean all = WHOLE_UNICODE.contains(column.getString(2).toLowerCase(Locale.ROOT));
                    if ("EVENT_ENTITY".equals(column.getString(1))) {
                        events &= all;
                    } else {
                        names &= all;
                    }
                }
            }
        }
        limit(names, events);
    }

    private static boolean isMySql(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return product.contains("mysql") || product.contains("mariadb");
    }

    static void limit(boolean names, boolean events) {
        allInNames = names;
        allInEvents = events;
    }

    /** Whether a device's name or tag can be this text. */
    public static boolean holdsName(String text) {
        return allInNames || !hasMore(text);
    }

    /** Whether an event's detail can be this text. */
    public static boolean holdsDetail(String text) {
        return allInEvents || !hasMore(text);
    }

    private static boolean hasMore(String text) {
        return text.chars().anyMatch(unit -> Character.isSurrogate((char) unit));
    }
}
