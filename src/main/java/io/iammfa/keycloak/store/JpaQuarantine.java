package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Optional;

/** The table {@code MFA_QUARANTINE}. */
final class JpaQuarantine implements Quarantine {

    private final EntityManager em;
    private final String realmId;
    private final String userId;

    JpaQuarantine(EntityManager em, String realmId, String userId) {
        this.em = em;
        this.realmId = realmId;
        this.userId = userId;
    }

    @Override
    public void add(ChangeRow row) {
        em.persist(new MfaQuarantineEntity(realmId, userId, row));
    }

    @Override
    public Optional<ChangeRow> find(String id) {
        return Optional.ofNullable(em.find(MfaQuarantineEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .filter(change -> change.isOf(realmId, userId))
                .map(MfaQuarantineEntity::row);
    }

    @Override
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

    @Override
    public boolean isDisavowed(String credentialId) {
        return !em.createQuery(
                        """
                        select q.id from MfaQuarantineEntity q
                        where q.realmId = :realmId and q.userId = :userId and q.credentialId = :credentialId
                            and q.operation in ('assign', 'replace') and q.disavowedAt > 0""",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("credentialId", credentialId)
                .getResultList()
                .isEmpty();
    }

    @Override
    public void disavowed(String id, long moment) {
        em.find(MfaQuarantineEntity.class, id).disavowed(moment);
    }
}
