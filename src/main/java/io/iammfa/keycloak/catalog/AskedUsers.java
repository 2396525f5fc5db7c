package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.Deadline;
import io.iammfa.keycloak.policy.Grace;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.store.AskedStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The users of a realm who were asked for a device and have none yet, by where they stand. Where groups and roles have rules,
 * lists and numbers go by what the users were asked for last; each entry, as each sign-in, by what holds now.
 */
public final class AskedUsers {

    private static final Duration WEEK = Duration.ofDays(7);

    /** Of whom a list is. */
    public enum Filter {
        /** Of all who may still put it off. */
        GRACE,
        /** Of those whose time ends within a week. */
        WEEK,
        /** Of those whose time has ended. */
        OVERDUE;

        /** The word for it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Filter> of(String id) {
            return Arrays.stream(values())
                    .filter(filter -> filter.id().equals(id))
                    .findFirst();
        }
    }

    /**
     * A user in the list.
     *
     * @param user null while their storage can't be reached
     */
    public record Entry(String userId, UserModel user, Deadline.Known known) {}

    /** How many users stand where; the week's are among those in grace. */
    public record Counts(long inGrace, long withinAWeek, long overdue) {}

    private final KeycloakSession session;
    private final RealmModel realm;
    private final long now = Time.currentTimeMillis();
    private final AskedStore store;

    public AskedUsers(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        MfaPolicy policy = MfaPolicy.of(realm);
        Grace grace = policy.grace();
        this.store = new AskedStore(
                session, realm.getId(), new AskedStore.Terms(grace.days(), grace.skips(), policy.userRules()), now);
    }

    /**
     * A page in the order of the users' ids.
     *
     * @param after the id after which it begins, or null for the first page
     */
    public List<Entry> page(Filter filter, String after, int first, int max) {
        List<AskedStore.Asked> found =
                switch (filter) {
                    case GRACE -> store.inGrace(now, Long.MAX_VALUE, after, first, max);
                    case WEEK -> store.inGrace(now, now + WEEK.toMillis(), after, first, max);
                    case OVERDUE -> store.overdue(after, first, max);
                };
        RealmDevices devices = new RealmDevices(session, realm);
        return found.stream()
                .map(asked -> entry(asked, devices.listed(asked.userId()).orElse(null)))
                .toList();
    }

    /** The ids of the next users, in their order, who are likely to be reminded now; the user's own lock decides. */
    public List<String> toRemind(String after, int max) {
        return store.toRemind(after, max).stream().map(AskedStore.Asked::userId).toList();
    }

    private Entry entry(AskedStore.Asked asked, UserModel user) {
        return new Entry(asked.userId(), user, Deadline.known(realm, user, asked.devices(), asked.row()));
    }

    /** Counts them, in three statements. */
    public Counts count() {
        return new Counts(
                store.countInGrace(Long.MAX_VALUE),
                store.countInGrace(now + WEEK.toMillis()),
                store.countOverdue(false));
    }

    /** Counts those whose time has ended and who own no device, in one. */
    public long countOverdueWithout() {
        return store.countOverdue(true);
    }
}
