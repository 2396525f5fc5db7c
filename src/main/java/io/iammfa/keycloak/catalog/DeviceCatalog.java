package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.policy.DeviceType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;

/**
 * The owners and numbers of a whole realm, read from the side table and from Keycloak's own, in few statements however
 * many there are. Rows whose credential is gone are left out.
 */
final class DeviceCatalog {

    /** What devices are stored as. */
    static final List<String> CREDENTIAL_TYPES =
            List.of(OTPCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR);

    /**
     * Rows {@code d} with their credential, {@code c} or {@code f} by the place where Keycloak keeps it, and the user
     * {@code u} if they are in its own table; lists and reports read them alike. Conditions may follow.
     */
    static final String WITH_CREDENTIAL =
            """

            left join CredentialEntity c on c.id = d.credentialId
            left join FederatedUserCredentialEntity f on f.id = d.credentialId
            left join UserEntity u on u.id = d.userId
            where d.realmId = :realmId and (c.id is not null or f.id is not null)""";

    private final EntityManager em;
    private final String realmId;

    DeviceCatalog(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    private <T> TypedQuery<T> query(String hql, Class<T> type) {
        return em.createQuery(hql, type).setParameter("realmId", realmId);
    }

    /** The id of the user who owns a device. */
    Optional<String> owner(String credentialId) {
        return Stream.of(
                        "select d.userId from MfaDeviceEntity d where d.realmId = :realmId and d.credentialId = :id",
                        "select c.user.id from CredentialEntity c where c.id = :id and c.user.realmId = :realmId",
                        "select f.userId from FederatedUserCredentialEntity f where f.id = :id and f.realmId = :realmId")
                .flatMap(hql -> query(hql, String.class)
                        .setParameter("id", credentialId)
                        .getResultStream())
                .findFirst();
    }

    /** The id of the user of that name in Keycloak's own table, without regard to case. */
    Optional<String> userNamed(String username) {
        return query("select u.id from UserEntity u where u.realmId = :realmId and u.username = :name", String.class)
                .setParameter("name", username.toLowerCase())
                .getResultStream()
                .findFirst();
    }

    boolean hasUser(String id) {
        return query("select u.id from UserEntity u where u.realmId = :realmId and u.id = :id", String.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst()
                .isPresent();
    }

    /** How many users own as many devices. */
    record UsersByDevices(int devices, long users) {}

    /** How many users own how many devices, from 1; the numbers that their own changes keep. */
    List<UsersByDevices> usersByDevices() {
        return query(
                        """
                        select o.devices, count(*) from MfaOwnerEntity o
                        where o.realmId = :realmId and o.devices > 0 group by o.devices""",
                        Object[].class)
                .getResultStream()
                .map(row -> new UsersByDevices(((Number) row[0]).intValue(), ((Number) row[1]).longValue()))
                .toList();
    }

    /** How many users who own devices are not in Keycloak's own table. */
    long foreignOwners() {
        return query(
                        """
                        select count(*) from MfaOwnerEntity o
                        where o.realmId = :realmId and o.devices > 0 and o.userId like 'f:%'""",
                        Long.class)
                .getSingleResult();
    }

    /**
     * How many devices there are, by kind. Those by time, which are most, are what the others leave of all, so that not
     * each of them need be looked at.
     *
     * @param all how many there are
     */
    Map<String, Long> devicesByKind(long all) {
        Map<String, Long> counts = new TreeMap<>();
        query(
                        """
                        select d.kind, count(*) from MfaDeviceEntity d
                        where d.realmId = :realmId and d.kind in (:kinds) group by d.kind""",
                        Object[].class)
                .setParameter("kinds", List.of(OTPCredentialModel.HOTP, DeviceType.WEBAUTHN.id()))
                .getResultStream()
                .forEach(row -> counts.put((String) row[0], (Long) row[1]));
        long others = counts.values().stream().mapToLong(Long::longValue).sum();
        if (all > others) {
            counts.put(OTPCredentialModel.TOTP, all - others);
        }
        return counts;
    }

    /** How many devices were last used before a moment, in Unix time in milliseconds, or never. */
    long devicesUsedBefore(long moment) {
        return query(
                        "select count(*) from MfaDeviceEntity d where d.realmId = :realmId and d.lastUsed < :moment",
                        Long.class)
                .setParameter("moment", moment)
                .getSingleResult();
    }

    /** How many devices have a clock that is off by more than so many steps. */
    long clocksOff(int steps) {
        return query(
                        """
                        select count(*) from MfaDeviceEntity d
                        where d.realmId = :realmId and (d.clockDrift > :steps or d.clockDrift < -:steps)""",
                        Long.class)
                .setParameter("steps", steps)
                .getSingleResult();
    }

    /** How many users Keycloak's own table has, without those of service accounts. */
    long localUsers() {
        return query(
                        "select count(*) from UserEntity u where u.realmId = :realmId and u.serviceAccountClientLink is null",
                        Long.class)
                .getSingleResult();
    }

    /**
     * A page of the users of Keycloak's own table in the order of their names, without those of service accounts.
     *
     * @param after the name after which the page begins, or null for the first page
     */
    List<RealmUser> users(UserFilter filter, String after, int first, int max) {
        UserFilter.Condition search = filter.condition();
        TypedQuery<RealmUser> query = query(
                """
                select new io.iammfa.keycloak.catalog.RealmUser(u.id, u.username, u.enabled) from UserEntity u
                where u.realmId = :realmId and u.serviceAccountClientLink is null"""
                        + (after == null ? "" : " and u.username > :after")
                        // their credentials are in one place; to look there takes a third of the time
                        + (filter.withoutDevice()
                                ? " and not exists (select 1 from CredentialEntity c"
                                        + " where c.user.id = u.id and c.type in (:types))"
                                : "")
                        + search.hql()
                        + " order by u.username",
                RealmUser.class);
        if (filter.withoutDevice()) {
            query.setParameter("types", CREDENTIAL_TYPES);
        }
        if (after != null) {
            query.setParameter("after", after);
        }
        search.parameters().forEach(query::setParameter);
        return query.setFirstResult(first).setMaxResults(max).getResultList();
    }
}
