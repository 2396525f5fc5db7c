package io.iammfa.keycloak.console;

import io.iammfa.keycloak.device.Deadline;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Locale;
import org.keycloak.common.util.Time;

/**
 * The days until which time can be given. They are the server's, which are the same for all admins and whose zone pages name;
 * the browser's no page without scripts can ask for.
 */
record Days(ZoneId zone, Locale locale, Instant now) {

    private static final LocalTime END = LocalTime.of(23, 59, 59);

    static Days of(Visit visit) {
        return new Days(
                ZoneId.systemDefault(),
                visit.session().getContext().resolveLocale(visit.admin().user()),
                Instant.ofEpochMilli(Time.currentTimeMillis()));
    }

    /** The last moment of a day. */
    Instant end(LocalDate day) {
        return day.atTime(END).atZone(zone).toInstant();
    }

    LocalDate first() {
        return LocalDate.ofInstant(now, zone);
    }

    /** The last day whose end is not too far ahead. */
    LocalDate last() {
        Instant limit = now.plus(Deadline.MAX_EXTENSION);
        LocalDate day = LocalDate.ofInstant(limit, zone);
        return end(day).isAfter(limit) ? day.minusDays(1) : day;
    }

    /** A day in words. */
    String say(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(day);
    }

    String zoneName() {
        return zone.getDisplayName(TextStyle.FULL, locale);
    }
}
