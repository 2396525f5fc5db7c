package io.iammfa.keycloak.store;

import io.iammfa.keycloak.seed.OtpSecret;
import io.iammfa.keycloak.seed.Place;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;

/** Where the seeds of a realm are stored, in lots that can be walked through. Everything runs in the session's transaction. */
public final class SeedStore {

    /** The tables. A step through one goes by users, or by tokens. */
    public enum Table {
        CREDENTIALS,
        STORAGE_CREDENTIALS,
        CHANGES,
        TOKENS
    }

    /** What takes the place of a stored seed, or empty where it can't be read. */
    @FunctionalInterface
    public interface Renewal extends BiFunction<String, Place, Optional<String>> {}

    /** What takes the place of what is kept of a user's change, or empty where it can't be read. */
    @FunctionalInterface
    public interface ChangeRenewal extends BiFunction<String, String, Optional<String>> {}

    /**
     * What became of a lot.
     *
     * @param last where the next one begins
     */
    public record Lot(String last, int renewed, int unreadable) {}

    private final KeycloakSession session;
    private final EntityManager em;
    private final String realmId;
    private int renewed;
    private int unreadable;

    public SeedStore(KeycloakSession session, String realmId) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /**
     * Renews the next lot of a table.
     *
     * @param after where it begins, {@link OwnerLots#FIRST} for the first
     * @param keyId the key that seeds are to be under, or empty for clear text; those that are so already are left alone
     * @return empty where nothing is left
     */
    public Optional<Lot> renew(
            Table table, String after, int size, String keyId, Renewal renewal, ChangeRenewal changeRenewal) {
        List<String> ids = next(table, after, size, keyId);
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        renewed = 0;
        unreadable = 0;
        switch (table) {
            case CREDENTIALS -> {
                lockOwners(ids, true);
                for (CredentialEntity entity : locked(
                        """
                                select c from CredentialEntity c
                                where c.user.realmId = :realmId and c.user.id in (:ids)
                                and c.type = 'otp'""",
                        CredentialEntity.class,
                        ids)) {
                    renew(
                            entity.getId(),
                            entity.getUser().getId(),
                            entity.getSecretData(),
                            renewal,
                            entity::setSecretData);
                }
            }
            case STORAGE_CREDENTIALS -> {
                lockOwners(ids, false);
                for (FederatedUserCredentialEntity entity : locked(
                        """
                                select c from FederatedUserCredentialEntity c
                                where c.realmId = :realmId and c.userId in (:ids)
                                and c.type = 'otp'""",
                        FederatedUserCredentialEntity.class,
                        ids)) {
                    renew(entity.getId(), entity.getUserId(), entity.getSecretData(), renewal, entity::setSecretData);
                }
            }
            case CHANGES ->
                locked(
                                """
                                select q from MfaQuarantineEntity q
                                where q.realmId = :realmId and q.userId in (:ids)
                                and q.content is not null""",
                                MfaQuarantineEntity.class,
                                ids)
                        .forEach(change -> note(
                                change.content(),
                                changeRenewal.apply(change.content(), change.userId()),
                                change::renewed));
            case TOKENS ->
                locked(
                                """
                                select t from MfaTokenEntity t
                                where t.realmId = :realmId and t.serialKey in (:ids)
                                and t.seed is not null order by t.serialKey""",
                                MfaTokenEntity.class,
                                ids)
                        .forEach(entity -> {
                            TokenRow row = entity.row();
                            note(
                                    row.seed(),
                                    renewal.apply(row.seed(), row.place()),
                                    seed -> entity.set(row.seeded(seed)));
                        });
        }
        em.flush();
        return Optional.of(new Lot(ids.get(ids.size() - 1), renewed, unreadable));
    }

    private void renew(String id, String userId, String secretData, Renewal renewal, Consumer<String> set) {
        Place place = Place.ofDevice(userId, id);
        note(secretData, OtpSecret.rewrite(secretData, seed -> renewal.apply(seed, place)), set);
    }

    private void note(String before, Optional<String> after, Consumer<String> set) {
        if (after.isEmpty()) {
            unreadable++;
        } else if (!after.get().equals(before)) {
            set.accept(after.get());
            renewed++;
        }
    }

    /** Sign-ins lock the owner, and so wait for a lot, and it for them. */
    private void lockOwners(List<String> userIds, boolean local) {
        new OwnerLots(session, realmId, local).owners(userIds);
    }

    /**
     * The next users, or tokens, who may have a seed that is not as it should be. Databases do not carry a bound over to the
     * table that is joined: without its own a lot would read the users of all lots before.
     */
    private List<String> next(Table table, String after, int size, String keyId) {
        String misplaced = keyId.isEmpty() ? " like :pattern" : " not like :pattern";
        String pattern = keyId.isEmpty() ? "%mfa1:%" : "%mfa1:" + keyId + ":%";
        String query =
                switch (table) {
                    case CREDENTIALS ->
                        """
                            select distinct c.user.id from CredentialEntity c join UserEntity u on u.id = c.user.id
                            where u.realmId = :realmId and c.user.id > :after and u.id > :after
                            and c.type = 'otp' and c.secretData"""
                                + misplaced + " order by c.user.id";
                    case STORAGE_CREDENTIALS ->
                        """
                            select distinct c.userId from FederatedUserCredentialEntity c
                            where c.realmId = :realmId and c.userId > :after and c.type = 'otp' and c.secretData"""
                                + misplaced + " order by c.userId";
                    // a name in it may look like anything, so that each is read
                    case CHANGES ->
                        """
                            select distinct q.userId from MfaQuarantineEntity q
                            where q.realmId = :realmId and q.userId > :after
                            and q.content like '%"secretData":"%' order by q.userId""";
                    case TOKENS ->
                        """
                            select t.serialKey from MfaTokenEntity t
                            where t.realmId = :realmId and t.serialKey > :after and t.seed"""
                                + misplaced + " order by t.serialKey";
                };
        TypedQuery<String> ids = em.createQuery(query, String.class)
                .setParameter("realmId", realmId)
                .setParameter("after", after)
                .setMaxResults(size);
        return (table == Table.CHANGES ? ids : ids.setParameter("pattern", pattern)).getResultList();
    }

    private <T> List<T> locked(String query, Class<T> type, List<String> ids) {
        return em.createQuery(query, type)
                .setParameter("realmId", realmId)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }
}
