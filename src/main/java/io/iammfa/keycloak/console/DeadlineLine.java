package io.iammfa.keycloak.console;

import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.event.UserTime;
import java.time.Instant;

/**
 * A user in a list of deadlines; moments are as the admin reads them, and empty where there are none.
 *
 * @param link empty, as the name, while the user's storage can't be reached
 * @param asked when a sign-in asked for a device for the first time
 * @param skips how often the user put it off
 * @param until the end of the user's time, which may be past
 * @param given until when an admin gave time
 */
public record DeadlineLine(String link, String username, String asked, int skips, String until, String given) {

    static DeadlineLine of(Visit visit, AskedUsers.Entry entry, UserTime time) {
        boolean known = entry.user() != null;
        return new DeadlineLine(
                known ? visit.links().user(entry.userId()) : "",
                known ? entry.user().getUsername() : "",
                say(time, entry.known().firstAskedAt()),
                entry.known().skips(),
                say(time, entry.known().standing().until()),
                say(time, entry.known().extendedUntil()));
    }

    static String say(UserTime time, Instant moment) {
        return moment == null ? "" : time.say(moment);
    }
}
