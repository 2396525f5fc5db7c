package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
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
                            d.credentialId, d.slot, d.nameKey, d.clockDrift, d.lastStep, d.lastUsed)
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

    /** Gives a device another name key; throws as {@link #insert} does. */
    public void rename(String userId, String credentialId, String nameKey) {
        em.createQuery(
                        """
                        update MfaDeviceEntity d set d.nameKey = :nameKey
                        where d.realmId = :realmId and d.userId = :userId and d.credentialId = :credentialId""")
                .setParameter("nameKey", nameKey)
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
                        update MfaDeviceEntity d set d.lastStep = :step, d.lastUsed = :usedAt
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

    public void delete(String userId, String credentialId) {
        em.createQuery(
                        """
                        delete from MfaDeviceEntity d
                        where d.realmId = :realmId and d.userId = :userId and d.credentialId = :credentialId""")
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("credentialId", credentialId)
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
