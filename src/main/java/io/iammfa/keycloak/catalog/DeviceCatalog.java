package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.store.DeviceTag;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;

/**
 * The devices of a whole realm, read from the side table and from Keycloak's own, in few statements however many there
 * are. Rows whose credential is gone are left out.
 */
public final class DeviceCatalog {

    /** What devices are stored as. */
    private static final List<String> CREDENTIAL_TYPES =
            List.of(OTPCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR);

    /** Rows with their credential, in either of the places where Keycloak keeps it; lists and reports read them alike. */
    private static final String WITH_CREDENTIAL =
            """

            left join CredentialEntity c on c.id = d.credentialId
            left join FederatedUserCredentialEntity f on f.id = d.credentialId
            left join UserEntity u on u.id = d.userId
            where d.realmId = :realmId and (c.id is not null or f.id is not null)""";

    private final EntityManager em;
    private final String realmId;

    public DeviceCatalog(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** The id of the user who owns a device. */
    public Optional<String> owner(String credentialId) {
        return em.createQuery(
                        "select d.userId from MfaDeviceEntity d where d.realmId = :realmId and d.credentialId = :id",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("id", credentialId)
                .getResultStream()
                .findFirst()
                .or(() -> em.createQuery(
                                "select c.user.id from CredentialEntity c where c.id = :id and c.user.realmId = :realmId",
                                String.class)
                        .setParameter("realmId", realmId)
                        .setParameter("id", credentialId)
                        .getResultStream()
                        .findFirst())
                .or(() -> em.createQuery(
                                "select f.userId from FederatedUserCredentialEntity f where f.id = :id and f.realmId = :realmId",
                                String.class)
                        .setParameter("realmId", realmId)
                        .setParameter("id", credentialId)
                        .getResultStream()
                        .findFirst());
    }

    /**
     * A page of devices in the order of their users' ids and their own.
     *
     * @param after the device after which the page begins, or null for the first page
     * @param first how many devices to pass over
     * @param max at most so many
     */
    public List<CatalogEntry> page(CatalogFilter filter, DevicePosition after, int first, int max) {
        Map<String, Object> parameters = new HashMap<>(Map.of("realmId", realmId));
        StringBuilder where = new StringBuilder();
        // a tag that can be read in one way alone leads, so that its index gives the order
        boolean tagLeads = !filter.tags().isEmpty() && filter.tags().get(0).size() == 1;
        String leader = tagLeads ? "t0" : "d";
        if (!filter.userIds().isEmpty()) {
            where.append(" and ").append(leader).append(".userId in (:userIds)");
            parameters.put("userIds", filter.userIds());
        }
        if (filter.namePattern() != null) {
            String byName = "d.searchName like :name escape '!'";
            parameters.put("name", filter.namePattern());
            if (filter.orUserId() != null) {
                byName = "(" + byName + " or d.userId = :named)";
                parameters.put("named", filter.orUserId());
            }
            where.append(" and ").append(byName);
        }
        if (filter.kind() != null) {
            where.append(" and d.kind = :kind");
            parameters.put("kind", filter.kind());
        }
        if (filter.usedBefore() != null) {
            where.append(" and d.lastUsed < :usedBefore");
            parameters.put("usedBefore", filter.usedBefore());
        }
        for (int i = 0; i < filter.tags().size(); i++) {
            String tag = "t" + i;
            String condition = tagCondition(tag, i, filter.tags().get(i), parameters);
            where.append(
                    i == 0 && tagLeads
                            ? " and t0.realmId = :realmId and " + condition
                            : " and exists (select 1 from MfaDeviceTagEntity " + tag + " where " + tag
                                    + ".realmId = :realmId and " + tag + ".userId = d.userId and " + tag
                                    + ".credentialId = d.credentialId and " + condition + ")");
        }
        if (filter.foreignUsers()) {
            where.append(" and u.id is null");
        }
        if (after != null) {
            where.append(" and L.userId >= :afterUser and (L.userId > :afterUser or L.credentialId > :afterDevice)"
                    .replace("L.", leader + "."));
            parameters.put("afterUser", after.userId());
            parameters.put("afterDevice", after.credentialId());
        }
        String from = tagLeads
                ? """
                from MfaDeviceTagEntity t0 join MfaDeviceEntity d
                    on d.realmId = t0.realmId and d.userId = t0.userId and d.credentialId = t0.credentialId"""
                : "from MfaDeviceEntity d";
        TypedQuery<CatalogEntry> query = em.createQuery(
                """
                select new io.iammfa.keycloak.catalog.CatalogEntry(
                    d.userId, d.credentialId, u.username, coalesce(c.userLabel, f.userLabel),
                    coalesce(c.createdDate, f.createdDate), d.kind, d.clockDrift, d.lastUsed,
                    coalesce(c.credentialData, f.credentialData))
                """
                        + from
                        + WITH_CREDENTIAL
                        + where
                        + " order by " + leader + ".userId, " + leader + ".credentialId",
                CatalogEntry.class);
        parameters.forEach(query::setParameter);
        return query.setFirstResult(first).setMaxResults(max).getResultList();
    }

    private static String tagCondition(
            String alias, int index, List<DeviceTag> readings, Map<String, Object> parameters) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            String name = "tag" + index + "of" + i;
            DeviceTag tag = readings.get(i);
            parameters.put(name + "key", tag.keyDigest());
            parameters.put(name + "value", tag.valueDigest());
            conditions.add(("A.keyDigest = :" + name + "key and A.valueDigest = :" + name + "value")
                    .replace("A.", alias + "."));
        }
        return "(" + String.join(" or ", conditions) + ")";
    }

    /** The tags of all devices of some users, by device. */
    public Map<DevicePosition, List<DeviceTag>> tags(Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Map.of();
        }
        return em.createQuery(
                        """
                        select t.userId, t.credentialId, t.tagKey, t.tagValue from MfaDeviceTagEntity t
                        where t.realmId = :realmId and t.userId in (:userIds)""",
                        Object[].class)
                .setParameter("realmId", realmId)
                .setParameter("userIds", userIds)
                .getResultStream()
                .collect(Collectors.groupingBy(
                        row -> new DevicePosition((String) row[0], (String) row[1]),
                        Collectors.mapping(
                                row -> new DeviceTag((String) row[2], (String) row[3]), Collectors.toList())));
    }

    /**
     * How many users own as many devices.
     *
     * @param local whether they are in Keycloak's own table
     */
    public record UsersByDevices(int devices, boolean local, long users) {}

    /** How many users own how many devices, from 1. */
    public List<UsersByDevices> usersByDevices() {
        return em.createQuery(
                        """
                        select x.devices, x.local, count(x.userId) from (
                            select d.userId as userId, count(d.credentialId) as devices,
                                max(case when u.id is null then 0 else 1 end) as local
                            from MfaDeviceEntity d"""
                                + WITH_CREDENTIAL + " group by d.userId) x group by x.devices, x.local",
                        Object[].class)
                .setParameter("realmId", realmId)
                .getResultStream()
                .map(row -> new UsersByDevices(
                        ((Number) row[0]).intValue(), ((Number) row[1]).intValue() == 1, ((Number) row[2]).longValue()))
                .toList();
    }

    /** How many devices there are, by kind. */
    public Map<String, Long> devicesByKind() {
        Map<String, Long> counts = new TreeMap<>();
        em.createQuery(
                        "select d.kind, count(*) from MfaDeviceEntity d" + WITH_CREDENTIAL + " group by d.kind",
                        Object[].class)
                .setParameter("realmId", realmId)
                .getResultStream()
                .forEach(row -> counts.put((String) row[0], (Long) row[1]));
        return counts;
    }

    /** How many devices were last used before a moment, in Unix time in milliseconds, or never. */
    public long devicesUsedBefore(long moment) {
        return em.createQuery(
                        "select count(*) from MfaDeviceEntity d" + WITH_CREDENTIAL + " and d.lastUsed < :moment",
                        Long.class)
                .setParameter("realmId", realmId)
                .setParameter("moment", moment)
                .getSingleResult();
    }

    /** How many users Keycloak's own table has, without those of service accounts. */
    public long localUsers() {
        return em.createQuery(
                        "select count(*) from UserEntity u where u.realmId = :realmId and u.serviceAccountClientLink is null",
                        Long.class)
                .setParameter("realmId", realmId)
                .getSingleResult();
    }

    /**
     * A page of the users of Keycloak's own table in the order of their names, without those of service accounts.
     *
     * @param withoutDevice only those who own none
     * @param after the name after which the page begins, or null for the first page
     */
    public List<UserEntry> users(boolean withoutDevice, String after, int first, int max) {
        TypedQuery<UserEntry> query = em.createQuery(
                        """
                        select new io.iammfa.keycloak.catalog.UserEntry(u.id, u.username, u.enabled) from UserEntity u
                        where u.realmId = :realmId and u.serviceAccountClientLink is null"""
                                + (after == null ? "" : " and u.username > :after")
                                // their credentials are in one place; to look there takes a third of the time
                                + (withoutDevice
                                        ? " and not exists (select 1 from CredentialEntity c"
                                                + " where c.user.id = u.id and c.type in (:types))"
                                        : "")
                                + " order by u.username",
                        UserEntry.class)
                .setParameter("realmId", realmId);
        if (withoutDevice) {
            query.setParameter("types", CREDENTIAL_TYPES);
        }
        if (after != null) {
            query.setParameter("after", after);
        }
        return query.setFirstResult(first).setMaxResults(max).getResultList();
    }
}
