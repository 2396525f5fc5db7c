package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The side table, always for one realm. Runs in the session's transaction. */
public final class DeviceStore {

    private final EntityManager em;
    private final String realmId;

    public DeviceStore(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** All rows of a user, also those whose credential is gone. */
    public List<DeviceRow> rows(String userId) {
        return em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.DeviceRow(
                            d.credentialId, d.kind, d.slot, d.nameKey, d.searchName, d.clockDrift, d.lastStep, d.lastUsed)
                        from MfaDeviceEntity d where d.realmId = :realmId and d.userId = :userId""",
                        DeviceRow.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .getResultList();
    }

    /**
     * Adds a row at once, not at the end of the transaction.
     *
     * @throws org.keycloak.models.ModelException if the slot or the name is taken: another transaction was faster, and
     *     this one can only be rolled back
     */
    public void insert(String userId, DeviceRow row) {
        em.persist(new MfaDeviceEntity(new MfaDeviceEntity.Key(realmId, userId, row.credentialId()), row));
        em.flush();
    }

    /** Gives a device another name; throws as {@link #insert} does. */
    public void rename(String userId, String credentialId, String nameKey, String searchName) {
        em.createQuery(
                        """
                        update MfaDeviceEntity d set d.nameKey = :nameKey, d.searchName = :searchName
                        where d.realmId = :realmId and d.userId = :userId and d.credentialId = :credentialId""")
                .setParameter("nameKey", nameKey)
                .setParameter("searchName", searchName)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("credentialId", credentialId)
                .executeUpdate();
    }

    /**
     * Moves the watermark up and notes the use, in one statement, so that of several transactions that accept the same
     * step one alone wins, on any node.
     *
     * @param step the time step or counter of the accepted code
     * @param usedAt Unix time in milliseconds
     * @return false if the watermark stands at the step or above already, or the device has no row
     */
    public boolean advance(String userId, String credentialId, long step, long usedAt) {
        return em.createQuery(
                                """
                        update MfaDeviceEntity d set d.lastStep = :step, d.lastUsed = :usedAt, d.proofFailures = 0
                        where d.realmId = :realmId and d.userId = :userId and d.credentialId = :credentialId
                        and d.lastStep < :step""")
                        .setParameter("step", step)
                        .setParameter("usedAt", usedAt)
                        .setParameter("realmId", realmId)
                        .setParameter("userId", userId)
                        .setParameter("credentialId", credentialId)
                        .executeUpdate()
                == 1;
    }

    /**
     * Moves the watermark up and notes how far the clock is off, in one statement. IAM: ResyncMFADevice.
     *
     * @param first the time step or counter of the first of the two codes; has to lie above the watermark
     * @param clockDrift in time steps
     * @return false if the watermark stands at {@code first} or above already, or the device has no row
     */
    public boolean resync(String userId, String credentialId, long first, int clockDrift) {
        return em.createQuery(
                                """
                        update MfaDeviceEntity d set d.lastStep = :second, d.clockDrift = :clockDrift
                        where d.realmId = :realmId and d.userId = :userId and d.credentialId = :credentialId
                        and d.lastStep < :first""")
                        .setParameter("first", first)
                        .setParameter("second", first + 1)
                        .setParameter("clockDrift", clockDrift)
                        .setParameter("realmId", realmId)
                        .setParameter("userId", userId)
                        .setParameter("credentialId", credentialId)
                        .executeUpdate()
                == 1;
    }

    /** Notes a use that moves no watermark. */
    public void used(String userId, String credentialId, long usedAt) {
        em.createQuery(
                        """
                        update MfaDeviceEntity d set d.lastUsed = :usedAt, d.proofFailures = 0
                        where d.realmId = :realmId and d.userId = :userId and d.credentialId = :credentialId""")
                .setParameter("usedAt", usedAt)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("credentialId", credentialId)
                .executeUpdate();
    }

    /**
     * Counts a try to prove one of the user's devices, in one statement that also makes tries at the same moment wait
     * for each other. An accepted code of a device sets its count back.
     *
     * @param limit after so many tries without an accepted code there is one more only from time to time
     * @param now Unix time in milliseconds
     * @param pause that time, in milliseconds
     * @return false if this try comes too early
     */
    public boolean tryProof(String userId, int limit, long now, long pause) {
        return em.createQuery(
                                """
                        update MfaDeviceEntity d set d.proofFailures = d.proofFailures + 1, d.proofFailedAt = :now
                        where d.realmId = :realmId and d.userId = :userId
                        and (d.proofFailures < :limit or d.proofFailedAt < :early)""")
                        .setParameter("now", now)
                        .setParameter("limit", limit)
                        .setParameter("early", now - pause)
                        .setParameter("realmId", realmId)
                        .setParameter("userId", userId)
                        .executeUpdate()
                > 0;
    }

    /**
     * Deletes a row and its tags.
     *
     * @return false if there is none, which may be because another transaction was faster
     */
    public boolean delete(String userId, String credentialId) {
        return em.createQuery(
                                """
                        delete from MfaDeviceEntity d
                        where d.realmId = :realmId and d.userId = :userId and d.credentialId = :credentialId""")
                        .setParameter("realmId", realmId)
                        .setParameter("userId", userId)
                        .setParameter("credentialId", credentialId)
                        .executeUpdate()
                == 1;
    }

    /**
     * Keeps other transactions from changing a device until this one ends.
     *
     * @return false if the device has no row
     */
    public boolean lock(String userId, String credentialId) {
        return em.find(
                        MfaDeviceEntity.class,
                        new MfaDeviceEntity.Key(realmId, userId, credentialId),
                        LockModeType.PESSIMISTIC_WRITE)
                != null;
    }

    /** The tags of a device, in the order of their keys. */
    public List<DeviceTag> tags(String userId, String credentialId) {
        return em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.DeviceTag(t.tagKey, t.tagValue) from MfaDeviceTagEntity t
                        where t.realmId = :realmId and t.userId = :userId and t.credentialId = :credentialId
                        order by t.foldedKey""",
                        DeviceTag.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("credentialId", credentialId)
                .getResultList();
    }

    /** Gives a device a tag in place of the one it has under that key; the device needs a row. */
    public void tag(String userId, String credentialId, DeviceTag tag) {
        untag(userId, credentialId, tag.key());
        em.persist(new MfaDeviceTagEntity(
                new MfaDeviceTagEntity.Key(realmId, userId, credentialId, DeviceTag.fold(tag.key())), tag));
        em.flush();
    }

    /** Takes a tag from a device, if it has it. */
    public void untag(String userId, String credentialId, String key) {
        em.createQuery(
                        """
                        delete from MfaDeviceTagEntity t
                        where t.realmId = :realmId and t.userId = :userId and t.credentialId = :credentialId
                        and t.foldedKey = :foldedKey""")
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("credentialId", credentialId)
                .setParameter("foldedKey", DeviceTag.fold(key))
                .executeUpdate();
    }

    /**
     * Deletes the rows of all users of a user storage: those that live in it, and those that were imported from it and
     * are still there.
     *
     * @param storageId the id of the storage's component
     */
    public void deleteUsersOf(String storageId) {
        em.createQuery("delete from MfaDeviceEntity d where d.realmId = :realmId and d.userId like :prefix")
                .setParameter("realmId", realmId)
                .setParameter("prefix", "f:" + storageId + ":%")
                .executeUpdate();
        em.createQuery(
                        """
                        delete from MfaDeviceEntity d where d.realmId = :realmId and d.userId in
                        (select u.id from UserEntity u where u.realmId = :realmId and u.federationLink = :storageId)""")
                .setParameter("realmId", realmId)
                .setParameter("storageId", storageId)
                .executeUpdate();
    }

    void deleteUser(String userId) {
        em.createQuery("delete from MfaDeviceEntity d where d.realmId = :realmId and d.userId = :userId")
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .executeUpdate();
    }

    void deleteRealm() {
        em.createQuery("delete from MfaDeviceEntity d where d.realmId = :realmId")
                .setParameter("realmId", realmId)
                .executeUpdate();
    }
}
