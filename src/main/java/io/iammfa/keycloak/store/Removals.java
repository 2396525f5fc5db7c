package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Clears the tables of what is removed from a realm. No code is ever accepted of that again, so bulk statements do. */
public final class Removals {

    /** The owners first, as every request locks them first. */
    private static final List<String> TABLES =
            List.of("MfaOwnerEntity", "MfaDeviceEntity", "MfaPassEntity", "MfaQuarantineEntity");

    private static final int USERS_AT_ONCE = 500;

    private final EntityManager em;
    private final String realmId;

    public Removals(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    void user(String userId) {
        users(List.of(userId));
    }

    private void users(List<String> userIds) {
        JpaTokens.giveBackAll(em, realmId, "in (:users)", userIds);
        for (String table : TABLES) {
            em.createQuery("delete from " + table + " x where x.realmId = :realmId and x.userId in (:userIds)")
                    .setParameter("realmId", realmId)
                    .setParameter("userIds", userIds)
                    .executeUpdate();
        }
    }

    /**
     * The users of a user storage that was removed: those that lived in it, and those that were imported from it.
     *
     * @param storageId the id of the storage's component
     */
    public void usersOf(String storageId) {
        JpaTokens.giveBackAll(em, realmId, "like :users", "f:" + storageId + ":%");
        for (String table : TABLES) {
            em.createQuery("delete from " + table + " x where x.realmId = :realmId and x.userId like :prefix")
                    .setParameter("realmId", realmId)
                    .setParameter("prefix", "f:" + storageId + ":%")
                    .executeUpdate();
        }
        ofNobody();
    }

    /**
     * The users of Keycloak's own table who are not there any more. They are looked for first, since MySQL and MariaDB
     * lock whatever a bulk statement looks at.
     */
    public void ofNobody() {
        String after = OwnerLots.FIRST;
        List<String> gone;
        do {
            gone = em.createQuery(
                            """
                            select o.userId from MfaOwnerEntity o
                            where o.realmId = :realmId and o.userId > :after and o.userId not like 'f:%'
                            and not exists (select 1 from UserEntity u where u.id = o.userId and u.id > :after)
                            order by o.userId""",
                            String.class)
                    .setParameter("realmId", realmId)
                    .setParameter("after", after)
                    .setMaxResults(USERS_AT_ONCE)
                    .getResultList();
            if (!gone.isEmpty()) {
                users(gone);
                after = gone.get(gone.size() - 1);
            }
        } while (gone.size() == USERS_AT_ONCE);
    }

    void realm() {
        for (String table :
                Stream.concat(TABLES.stream(), Stream.of("MfaTokenEntity")).toList()) {
            em.createQuery("delete from " + table + " x where x.realmId = :realmId")
                    .setParameter("realmId", realmId)
                    .executeUpdate();
        }
    }
}
