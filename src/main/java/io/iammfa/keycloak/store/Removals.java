package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Clears the tables of what is removed from a realm. No code is ever accepted of that again, so bulk statements do. */
public final class Removals {

    /** The owners first, as every request locks them first. */
    private static final List<String> TABLES = List.of("MfaOwnerEntity", "MfaDeviceEntity");

    private final EntityManager em;
    private final String realmId;

    public Removals(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    void user(String userId) {
        for (String table : TABLES) {
            em.createQuery("delete from " + table + " x where x.realmId = :realmId and x.userId = :userId")
                    .setParameter("realmId", realmId)
                    .setParameter("userId", userId)
                    .executeUpdate();
        }
    }

    /**
     * The users of a user storage that was removed: those that lived in it, and those that were imported from it.
     *
     * @param storageId the id of the storage's component
     */
    public void usersOf(String storageId) {
        for (String table : TABLES) {
            em.createQuery("delete from " + table + " x where x.realmId = :realmId and x.userId like :prefix")
                    .setParameter("realmId", realmId)
                    .setParameter("prefix", "f:" + storageId + ":%")
                    .executeUpdate();
            em.createQuery("delete from " + table + " x where x.realmId = :realmId and x.userId not like 'f:%'"
                            + " and not exists (select 1 from UserEntity u where u.id = x.userId)")
                    .setParameter("realmId", realmId)
                    .executeUpdate();
        }
    }

    void realm() {
        for (String table : TABLES) {
            em.createQuery("delete from " + table + " x where x.realmId = :realmId")
                    .setParameter("realmId", realmId)
                    .executeUpdate();
        }
    }
}
