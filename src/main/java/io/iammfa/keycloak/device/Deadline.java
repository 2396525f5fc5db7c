package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.UserPolicy;
import io.iammfa.keycloak.store.AskedRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Until when a user may sign in without a device where the flow wants one. The clock starts with the first sign-in that asks,
 * is kept with the user, and never starts again. The policy of the moment decides, so that a changed one holds at once.
 */
public final class Deadline {

    /** How far ahead an admin may put a date. */
    public static final Duration MAX_EXTENSION = Duration.ofDays(90);

    private final StoredDevices stored;
    private final Rules rules;

    public Deadline(KeycloakSession session, RealmModel realm, UserModel user) {
        this(StoredDevices.of(session, realm, user), Rules.of(realm, user));
    }

    Deadline(StoredDevices stored, Rules rules) {
        this.stored = stored;
        this.rules = rules;
    }

    /**
     * What is known of it.
     *
     * @param firstAskedAt or null for never
     * @param extendedUntil or null
     */
    public record Known(Standing standing, Instant firstAskedAt, int skips, Instant extendedUntil) {

        private static Known of(Standing standing, AskedRow asked) {
            return new Known(standing, moment(asked.firstAskedAt()), asked.skips(), moment(asked.extendedUntil()));
        }

        private static Instant moment(long millis) {
            return millis == 0 ? null : Instant.ofEpochMilli(millis);
        }
    }

    /** What is known of it, perhaps a moment ago. */
    public Known known() {
        AskedRow asked = stored.store().owner().asked();
        return Known.of(standing(asked), asked);
    }

    /**
     * What is known of a user whose row was read in a list.
     *
     * @param user null for one who can't be reached, for whom the realm's policy holds
     * @param devices how many the user owns
     */
    public static Known known(RealmModel realm, UserModel user, int devices, AskedRow asked) {
        MfaPolicy policy =
                user == null ? MfaPolicy.of(realm) : UserPolicy.of(realm, user).policy();
        return Known.of(
                Standing.of(devices >= policy.minDevices(), asked, policy.grace(), Time.currentTimeMillis()), asked);
    }

    /** Where the user stands, with nothing written. */
    public Standing look() {
        return standing(stored.store().owner().asked());
    }

    /** A sign-in asks for a device: starts the clock of who was never asked. */
    public Standing ask() {
        stored.lock();
        AskedRow asked = asked();
        Standing standing = standing(asked);
        if (standing.state() != Standing.State.FREE) {
            save(asked.at(
                    Time.currentTimeMillis(),
                    rules.policy().grace().days(),
                    rules.policy().minDevices()));
        }
        return standing;
    }

    /** The user puts it off, which is counted once a day, unless it is too late for that. */
    public Standing later() {
        Standing standing = ask();
        if (standing.state() == Standing.State.IN_GRACE && !standing.skippedToday()) {
            save(asked().skipped(Time.currentTimeMillis()));
        }
        return standing;
    }

    /**
     * An admin gives the user time.
     *
     * @param until at most {@link #MAX_EXTENSION} ahead, or null to take back what was given
     */
    public Standing extend(Instant until) {
        stored.lock();
        AskedRow asked = asked().extended(until == null ? 0 : until.toEpochMilli());
        Standing standing = standing(asked);
        boolean given = until != null && standing.state() == Standing.State.IN_GRACE;
        // reminders that are not shorter than what was given would tell of it at once
        save(given ? asked.reminded(Reminder.daysLeft(standing.until(), Time.currentTimeMillis())) : asked);
        return standing;
    }

    /** The reminder that is due now, noted as sent, so that it is nobody else's; whoever gets it sends it after the commit. */
    public Optional<Reminder> remind() {
        stored.lock();
        Optional<Reminder> due = Reminder.due(
                owns(), asked(), rules.policy().grace(), rules.policy().minDevices(), Time.currentTimeMillis());
        due.ifPresent(reminder -> save(asked().reminded(reminder.daysLeft())));
        return due;
    }

    /** Notes that a reminder was not sent, unless another was, or the date is another, by now. */
    public void takeBack(Reminder reminder) {
        stored.lock();
        if (asked().reminded() == reminder.daysLeft()) {
            save(asked().reminded(reminder.before()));
        }
    }

    private AskedRow asked() {
        return stored.owner().asked();
    }

    private void save(AskedRow asked) {
        stored.save(stored.owner().with(asked));
    }

    private Standing standing(AskedRow asked) {
        return Standing.of(owns(), asked, rules.policy().grace(), Time.currentTimeMillis());
    }

    private boolean owns() {
        return stored.withoutRows().size() >= rules.policy().minDevices();
    }
}
