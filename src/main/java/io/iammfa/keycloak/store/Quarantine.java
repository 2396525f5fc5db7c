package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** What was done to one user's devices lately. Whoever writes has locked the owner first. */
public final class Quarantine {

    private final EntityManager em;
    private final String realmId;
    private final String userId;

    public Quarantine(KeycloakSession session, String realmId, String userId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
        this.userId = userId;
    }

    public void add(ChangeRow row) {
        em.persist(new MfaQuarantineEntity(realmId, userId, row));
    }

    /** A change of this user's devices as it is now; the id may be any text that the database can be asked for. */
    public Optional<ChangeRow> find(String id) {
        return Optional.ofNullable(em.find(MfaQuarantineEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .filter(change -> change.isOf(realmId, userId))
                .map(MfaQuarantineEntity::row);
    }

    /** The last change of that kind to a device, or to several. */
    public Optional<String> last(String operation, String credentialId) {
        return em.createQuery(
                        """
                        select q.id from MfaQuarantineEntity q
                        where q.realmId = :realmId and q.userId = :userId and q.operation = :operation
                            and (q.credentialId = :credentialId or q.credentialId is null)
                        order by q.madeAt desc""",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("operation", operation)
                .setParameter("credentialId", credentialId)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    public void disavowed(String id, long moment) {
        em.find(MfaQuarantineEntity.class, id).disavowed(moment);
    }

    /** Wipes what is older than a moment, of all realms. */
    public static int wipe(KeycloakSession session, long before) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("delete from MfaQuarantineEntity q where q.madeAt < :before")
                .setParameter("before", before)
                .executeUpdate();
    }
}
