package io.iammfa.keycloak.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Locale;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Writes moments as a user reads them, such as "Nov 25, 2026, 2:05 PM UTC": in the user's language, and in the zone of
 * the user's attribute {@code zoneinfo} (OpenID Connect's claim, a name of the time zone database) or, without a usable
 * one, in the server's. The zone is named either way.
 */
public final class UserTime {

    private static final String ZONE_ATTRIBUTE = "zoneinfo";

    private final DateTimeFormatter format;

    public UserTime(KeycloakSession session, UserModel user) {
        this(session.getContext().resolveLocale(user), zone(user.getFirstAttribute(ZONE_ATTRIBUTE)));
    }

    UserTime(Locale locale, ZoneId zone) {
        format = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT))
                .appendLiteral(' ')
                .appendZoneText(TextStyle.SHORT)
                .toFormatter(locale)
                .withZone(zone);
    }

    /** The moment in words. */
    public String say(Instant moment) {
        return format.format(moment);
    }

    /** The zone of that name, or the server's if it is none. */
    static ZoneId zone(String name) {
        try {
            return name == null ? ZoneId.systemDefault() : ZoneId.of(name.strip());
        } catch (DateTimeException e) {
            return ZoneId.systemDefault();
        }
    }
}
