package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The temporary passes of a realm's users. Whoever writes has locked their owner first. */
public final class PassStore {

    private final EntityManager em;
    private final String realmId;

    public PassStore(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** A pass, and whose it is in which realm. */
    public record Due(String realmId, PassRow pass) {}

    /** A user's passes, the newest first, those that have ended included. */
    public List<PassRow> of(String userId) {
        // not as entities, which would hide what other transactions have done by the time of the lock
        return em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.PassRow(
                            p.id, p.userId, p.codeDigest, p.madeAt, p.expiresAt, p.usedAt)
                        from MfaPassEntity p
                        where p.realmId = :realmId and p.userId = :userId order by p.madeAt desc""",
                        PassRow.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .getResultList();
    }

    /** A pass of this realm as it is now; the id may be any text that the database can be asked for. */
    public Optional<PassRow> find(String id) {
        return em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.PassRow(
                            p.id, p.userId, p.codeDigest, p.madeAt, p.expiresAt, p.usedAt)
                        from MfaPassEntity p where p.realmId = :realmId and p.id = :id""",
                        PassRow.class)
                .setParameter("realmId", realmId)
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
    }

    public void add(PassRow row) {
        em.persist(new MfaPassEntity(realmId, row));
    }

    public void used(String id, long moment) {
        em.find(MfaPassEntity.class, id).used(moment);
    }

    public void remove(String id) {
        Optional.ofNullable(em.find(MfaPassEntity.class, id)).ifPresent(em::remove);
    }

    /** How many passes of the realm can still be used, or hold a session open. */
    public long count(long now) {
        return em.createQuery(
                        "select count(p) from MfaPassEntity p where p.realmId = :realmId and p.expiresAt > :now",
                        Long.class)
                .setParameter("realmId", realmId)
                .setParameter("now", now)
                .getSingleResult();
    }

    /** The passes of all realms that have ended. */
    public static List<Due> ended(KeycloakSession session, long now, int max) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select p from MfaPassEntity p where p.expiresAt <= :now order by p.expiresAt",
                        MfaPassEntity.class)
                .setParameter("now", now)
                .setMaxResults(max)
                .getResultStream()
                .map(pass -> new Due(pass.realmId(), pass.row()))
                .toList();
    }
}
