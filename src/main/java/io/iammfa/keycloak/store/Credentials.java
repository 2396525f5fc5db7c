package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;

/** Keycloak's stored credentials as they stand in the database, past its caches and this session's own memory. */
final class Credentials {

    private static final String LOCAL =
            """
            select c.user.id, c.id, c.type, c.userLabel, c.createdDate, c.secretData, c.credentialData
            from CredentialEntity c where c.user.id in (:userIds) order by c.priority""";

    private static final String FEDERATED =
            """
            select c.userId, c.id, c.type, c.userLabel, c.createdDate, c.secretData, c.credentialData
            from FederatedUserCredentialEntity c
            where c.userId in (:userIds) and c.realmId = :realmId order by c.priority""";

    private final EntityManager em;
    private final String realmId;

    Credentials(EntityManager em, String realmId) {
        this.em = em;
        this.realmId = realmId;
    }

    /** The credentials of a user, in Keycloak's order. */
    List<CredentialModel> of(String userId) {
        return of(List.of(userId)).getOrDefault(userId, List.of());
    }

    /** The credentials of some users, all of them of Keycloak's own table or none. */
    Map<String, List<CredentialModel>> of(Collection<String> userIds) {
        boolean local = userIds.stream().allMatch(StorageId::isLocalStorage);
        TypedQuery<Object[]> query = em.createQuery(local ? LOCAL : FEDERATED, Object[].class);
        if (!local) {
            query.setParameter("realmId", realmId);
        }
        return query.setParameter("userIds", userIds)
                .getResultStream()
                .collect(Collectors.groupingBy(
                        row -> (String) row[0], Collectors.mapping(Credentials::model, Collectors.toList())));
    }

    private static CredentialModel model(Object[] row) {
        CredentialModel model = new CredentialModel();
        model.setId((String) row[1]);
        model.setType((String) row[2]);
        model.setUserLabel((String) row[3]);
        model.setCreatedDate((Long) row[4]);
        model.setSecretData((String) row[5]);
        model.setCredentialData((String) row[6]);
        return model;
    }

    /**
     * Has the session forget what it thinks of a user's credentials before one is changed: Keycloak checks labels and counts
     * priorities by what it remembers, and what equals an outdated memory would not be written.
     */
    List<String> forget(String userId) {
        em.flush();
        return StorageId.isLocalStorage(userId)
                ? forget(
                        em.createQuery(
                                        "select c from CredentialEntity c where c.user.id = :userId",
                                        CredentialEntity.class)
                                .setParameter("userId", userId),
                        CredentialEntity::getId)
                : forget(
                        em.createQuery(
                                        """
                                        select c from FederatedUserCredentialEntity c
                                        where c.userId = :userId and c.realmId = :realmId""",
                                        FederatedUserCredentialEntity.class)
                                .setParameter("userId", userId)
                                .setParameter("realmId", realmId),
                        FederatedUserCredentialEntity::getId);
    }

    private <T> List<String> forget(TypedQuery<T> query, Function<T, String> id) {
        List<T> remembered = query.getResultList();
        remembered.forEach(em::detach);
        return remembered.stream().map(id).toList();
    }
}
