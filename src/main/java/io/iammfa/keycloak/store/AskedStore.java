package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The users of a realm who were asked for a device, or given time, and own too few. */
public final class AskedStore {

    private static final long DAY = Duration.ofDays(1).toMillis();

    private static final String ASKED =
            """
             where o.realmId = :realmId and o.devices < %s
            and (o.firstAskedAt > 0 or o.extendedUntil > :now)""";

    private static final String OWNERS = "from MfaOwnerEntity o";

    /** With a bound of its own on the users, whom databases would read from the first on otherwise. */
    private static final String OWNERS_AND_USERS =
            "from MfaOwnerEntity o left join UserEntity u on u.id = o.userId and u.id > :after";

    /** Whom a reminder is due for, as {@code device.Reminder} decides it, and who has an address in Keycloak's table or elsewhere. */
    private static final String TO_REMIND =
            """
             and %1$s > :now and %1$s <= :now + 14 * 86400000L
            and (case when %1$s <= :now + 86400000L then 1 when %1$s <= :now + 7 * 86400000L then 7 else 14 end
                    < case when o.reminded > 0 then o.reminded else %2$s end
                or o.reminded > 0 and %1$s > :now + cast(o.reminded as Long) * 86400000L)
            and (o.userId like 'f:%%' or u.enabled = true and u.emailVerified = true and u.email is not null)""";

    private final EntityManager em;
    private final String realmId;
    private final Terms terms;
    private final long now;

    /**
     * What the policy says.
     *
     * @param days how many at most
     * @param skips how many, or 0 for any number
     * @param userRules whether some have fewer days, or more devices to own
     */
    public record Terms(int days, int skips, boolean userRules) {}

    /** A user, and what is known of them. */
    public record Asked(String userId, int devices, AskedRow row) {}

    /** @param now Unix time in milliseconds */
    public AskedStore(KeycloakSession session, String realmId, Terms terms, long now) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
        this.terms = terms;
        this.now = now;
    }

    /** A page in the order of the users' ids, of those whose time ends after one moment and until another, and who may still put it off. */
    public List<Asked> inGrace(long after, long until, String afterUserId, int first, int max) {
        return page(OWNERS, " and " + due() + " > :from and " + due() + " <= :until", afterUserId)
                .setParameter("from", after)
                .setParameter("until", until)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
    }

    /** A page of those whose time has ended. */
    public List<Asked> overdue(String afterUserId, int first, int max) {
        return page(OWNERS, " and " + due() + " <= :now", afterUserId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
    }

    /** A page of those to be reminded of the end of their time. */
    public List<Asked> toRemind(String afterUserId, int max) {
        String days = terms.userRules() ? "least(o.askedDays, " + terms.days() + ")" : String.valueOf(terms.days());
        return page(OWNERS_AND_USERS, TO_REMIND.formatted(due(), days), afterUserId)
                .setMaxResults(max)
                .getResultList();
    }

    /**
     * How many those are.
     *
     * @param without whether only those who own no device at all
     */
    public long countOverdue(boolean without) {
        return with(em.createQuery(
                        "select count(*) " + OWNERS + asked() + (without ? " and o.devices = 0" : "") + " and " + due()
                                + " <= :now",
                        Long.class))
                .getSingleResult();
    }

    /** How many may still put it off until a moment. */
    public long countInGrace(long until) {
        return with(em.createQuery(
                        "select count(*) " + OWNERS + asked() + " and " + due() + " > :now and " + due() + " <= :until",
                        Long.class))
                .setParameter("until", until)
                .getSingleResult();
    }

    private TypedQuery<Asked> page(String from, String condition, String afterUserId) {
        return with(em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.AskedStore$Asked(o.userId, o.devices,
                            new io.iammfa.keycloak.store.AskedRow(o.firstAskedAt, o.skips, o.skippedAt, o.extendedUntil,
                                o.reminded, o.askedDays, o.askedDevices)) """
                                + from + asked() + condition + " and o.userId > :after order by o.userId",
                        Asked.class))
                .setParameter("after", afterUserId == null ? OwnerLots.FIRST : afterUserId);
    }

    private String asked() {
        return ASKED.formatted(terms.userRules() ? "o.askedDevices" : "1");
    }

    /** The end of the days, or a day after the last time to put it off, or what an admin has given beyond that. */
    private String due() {
        String end = "o.firstAskedAt + "
                + (terms.userRules() ? "least(cast(o.askedDays as Long) * 86400000L, :days)" : ":days");
        if (terms.skips() > 0) {
            end = "case when o.skips < :skips then %1$s else least(%1$s, o.skippedAt + 86400000L) end".formatted(end);
        }
        return "greatest(o.extendedUntil, " + end + ")";
    }

    private <T> TypedQuery<T> with(TypedQuery<T> query) {
        query.setParameter("realmId", realmId).setParameter("days", terms.days() * DAY);
        if (terms.skips() > 0) {
            query.setParameter("skips", terms.skips());
        }
        query.setParameter("now", now);
        return query;
    }
}
