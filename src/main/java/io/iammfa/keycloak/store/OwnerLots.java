package io.iammfa.keycloak.store;

import io.iammfa.keycloak.policy.DeviceType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;

/** The users whose devices are not in the side table yet, in lots, for realms that have many. */
public final class OwnerLots {

    /** Before every id; an empty text would be none to some databases. */
    public static final String FIRST = " ";

    private static final List<String> DEVICES = Arrays.stream(DeviceType.values())
            .map(DeviceType::credentialType)
            .distinct()
            .toList();

    private final EntityManager em;
    private final String realmId;
    private final boolean local;
    private final Owners owners;

    /** @param local whether the users are in Keycloak's own table, or in a storage that leaves their credentials to Keycloak */
    public OwnerLots(KeycloakSession session, String realmId, boolean local) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
        this.local = local;
        this.owners = new Owners(session, realmId);
    }

    /**
     * The next users who own a device without a row, in the order of their ids. Databases do not carry a bound over to the
     * table that is joined: without its own a lot would read the users of all lots before.
     *
     * @param after the id after which they begin, {@link #FIRST} for the first
     */
    public List<String> next(String after, int size) {
        return em.createQuery(
                        local
                                ? """
                                select distinct c.user.id from CredentialEntity c join UserEntity u on u.id = c.user.id
                                where u.realmId = :realmId and c.type in (:types)
                                and c.user.id > :after and u.id > :after
                                and not exists (select 1 from MfaDeviceEntity d where d.realmId = :realmId
                                    and d.userId = c.user.id and d.credentialId = c.id)
                                order by c.user.id"""
                                : """
                                select distinct c.userId from FederatedUserCredentialEntity c
                                where c.realmId = :realmId and c.type in (:types) and c.userId > :after
                                and not exists (select 1 from MfaDeviceEntity d where d.realmId = :realmId
                                    and d.userId = c.userId and d.credentialId = c.id)
                                order by c.userId""",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("types", DEVICES)
                .setParameter("after", after)
                .setMaxResults(size)
                .getResultList();
    }

    /** What is stored of these users, each of them locked, in the order of their ids, so that lots wait for each other. */
    public Map<String, DeviceStore.Stored> lock(List<String> userIds) {
        List<MfaOwnerEntity> locked = owners(userIds);
        Map<String, List<DeviceRow>> rows = em.createQuery(
                        "select d from MfaDeviceEntity d where d.realmId = :realmId and d.userId in (:userIds)",
                        MfaDeviceEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("userIds", userIds)
                .getResultStream()
                .collect(Collectors.groupingBy(
                        MfaDeviceEntity::userId, Collectors.mapping(MfaDeviceEntity::row, Collectors.toList())));
        Map<String, List<CredentialModel>> credentials = new Credentials(em, realmId).of(userIds);
        Map<String, DeviceStore.Stored> stored = new HashMap<>();
        locked.forEach(owner -> stored.put(
                owner.userId(),
                new DeviceStore.Stored(
                        owner.row(),
                        credentials.getOrDefault(owner.userId(), List.of()),
                        rows.getOrDefault(owner.userId(), List.of()))));
        return stored;
    }

    /** Locks these users, in the order of their ids. */
    List<MfaOwnerEntity> owners(List<String> userIds) {
        owners.create(userIds);
        return em.createQuery(
                        """
                        select o from MfaOwnerEntity o where o.realmId = :realmId and o.userId in (:userIds)
                        order by o.userId""",
                        MfaOwnerEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("userIds", userIds)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** Writes new rows of a locked user, and how many devices the user owns. */
    public void add(String userId, List<DeviceRow> rows, OwnerRow owner) {
        for (DeviceRow row : rows) {
            MfaDeviceEntity entity = new MfaDeviceEntity(new MfaDeviceEntity.Key(realmId, userId, row.credentialId()));
            entity.set(row);
            em.persist(entity);
        }
        em.find(MfaOwnerEntity.class, new MfaOwnerEntity.Key(realmId, userId)).set(owner);
    }
}
