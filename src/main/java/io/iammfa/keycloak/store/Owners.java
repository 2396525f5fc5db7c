package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;

/** The rows of a realm's users, and their locks. */
final class Owners {

    private static final Logger LOG = Logger.getLogger(Owners.class);

    private final KeycloakSession session;
    private final EntityManager em;
    private final String realmId;

    Owners(KeycloakSession session, String realmId) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** A user's row, once every other transaction that has locked it has ended. */
    MfaOwnerEntity lock(String userId) {
        MfaOwnerEntity owner = find(userId);
        if (owner == null) {
            create(userId);
            owner = find(userId);
        }
        return owner != null ? owner : ofNobodyElse(userId);
    }

    /** What a user's row says, perhaps a moment ago. */
    OwnerRow known(String userId) {
        // not as an entity, which would hide what other transactions have done by the time of the lock
        return em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.OwnerRow(
                            o.devices, o.proofFailures, o.proofFailedAt, new io.iammfa.keycloak.store.AskedRow(
                                o.firstAskedAt, o.skips, o.skippedAt, o.extendedUntil, o.reminded, o.askedDays,
                                o.askedDevices))
                        from MfaOwnerEntity o where o.realmId = :realmId and o.userId = :userId""",
                        OwnerRow.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .getResultStream()
                .findFirst()
                .orElse(OwnerRow.NEW);
    }

    /** Waits for every other transaction that has locked the user's row, where there is one. */
    void lockIfThere(String userId) {
        find(userId);
    }

    private MfaOwnerEntity find(String userId) {
        return em.find(MfaOwnerEntity.class, new MfaOwnerEntity.Key(realmId, userId), LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * In a transaction of its own: of two first sign-ins at once one may fail at it, which must not end the request. The
     * row says nothing but that there is a user, so it does no harm where the request comes to nothing.
     */
    private void create(String userId) {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(), own -> new Owners(own, realmId).insert(userId));
        } catch (ModelException | PersistenceException faster) {
            LOG.debugf(faster, "the row of the user %s was made by somebody else", userId);
        }
    }

    /** The row of a user whom this request creates, or whom another has removed, which ends what this one is about. */
    private MfaOwnerEntity ofNobodyElse(String userId) {
        insertAnyway(userId);
        return Objects.requireNonNull(find(userId), "the row that was just made");
    }

    /** Makes the rows of those users who have none. */
    void create(List<String> userIds) {
        // in their order, so that two who do the same wait for each other
        Set<String> missing = new LinkedHashSet<>(userIds);
        em.createQuery(
                        "select o.userId from MfaOwnerEntity o where o.realmId = :realmId and o.userId in (:userIds)",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("userIds", userIds)
                .getResultStream()
                .forEach(missing::remove);
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(),
                    own -> missing.forEach(new Owners(own, realmId)::insertAnyway));
        } catch (ModelException | PersistenceException faster) {
            missing.forEach(this::create);
        }
    }

    /** Makes the row of a user, unless they are gone. */
    private void insert(String userId) {
        if (!StorageId.isLocalStorage(userId) || em.find(UserEntity.class, userId) != null) {
            insertAnyway(userId);
        }
    }

    private void insertAnyway(String userId) {
        em.createQuery(
                        """
                        insert into MfaOwnerEntity(
                            realmId, userId, devices, proofFailures, proofFailedAt, firstAskedAt, skips, skippedAt,
                            extendedUntil, reminded, askedDays, askedDevices)
                        values (:realmId, :userId, 0, 0, 0L, 0L, 0, 0L, 0L, 0, 0, 1) on conflict do nothing""")
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .executeUpdate();
    }
}
