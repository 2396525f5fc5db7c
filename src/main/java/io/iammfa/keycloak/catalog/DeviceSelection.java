package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.store.DeviceTag;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which devices of a realm a page is to have: the one statement that lists and reports read devices with. */
final class DeviceSelection {

    private final Map<String, Object> parameters = new HashMap<>();
    private final StringBuilder conditions = new StringBuilder();
    private final String from;

    /** The table whose index gives the order. */
    private final String leader;

    /** All devices of a realm. */
    DeviceSelection(String realmId) {
        this(realmId, List.of());
    }

    /**
     * Devices with tags.
     *
     * @param tags all of these; for each of them the ways to read it as key and value
     */
    DeviceSelection(String realmId, List<List<DeviceTag>> tags) {
        parameters.put("realmId", realmId);
        // a tag that can be read in one way alone leads, so that its index gives the order
        boolean tagLeads = !tags.isEmpty() && tags.get(0).size() == 1;
        leader = tagLeads ? "t0" : "d";
        from = tagLeads
                ? """
                from MfaDeviceTagEntity t0 join MfaDeviceEntity d
                    on d.realmId = t0.realmId and d.userId = t0.userId and d.credentialId = t0.credentialId"""
                : "from MfaDeviceEntity d";
        for (int i = 0; i < tags.size(); i++) {
            String tag = "t" + i;
            String is = tag + ".realmId = :realmId and " + isOneOf(tag, tags.get(i));
            and(
                    i == 0 && tagLeads
                            ? is
                            : "exists (select 1 from MfaDeviceTagEntity " + tag + " where " + tag + ".userId = d.userId"
                                    + " and " + tag + ".credentialId = d.credentialId and " + is + ")");
        }
    }

    private String isOneOf(String tag, List<DeviceTag> readings) {
        List<String> ways = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            String key = tag + "key" + i;
            String value = tag + "value" + i;
            parameters.put(key, readings.get(i).keyDigest());
            parameters.put(value, readings.get(i).valueDigest());
            ways.add(tag + ".keyDigest = :" + key + " and " + tag + ".valueDigest = :" + value);
        }
        return "(" + String.join(" or ", ways) + ")";
    }

    private DeviceSelection and(String condition) {
        conditions.append(" and ").append(condition);
        return this;
    }

    private DeviceSelection and(String condition, String parameter, Object value) {
        parameters.put(parameter, value);
        return and(condition);
    }

    DeviceSelection ofUsers(Collection<String> userIds) {
        return and(leader + ".userId in (:userIds)", "userIds", userIds);
    }

    /** Only of users who are not in Keycloak's own table. */
    DeviceSelection ofForeignUsers() {
        return and("u.id is null");
    }

    /**
     * By name.
     *
     * @param pattern of {@code like} for the name as searches compare it, {@code !} being the escape
     * @param orUserIds also all devices of these users, whatever their names
     */
    DeviceSelection named(String pattern, Collection<String> orUserIds) {
        parameters.put("name", pattern);
        String isNamed = "d.searchName like :name escape '!'";
        return orUserIds.isEmpty()
                ? and(isNamed)
                : and("(" + isNamed + " or d.userId in (:owners))", "owners", orUserIds);
    }

    DeviceSelection ofKind(String kind) {
        return and("d.kind = :kind", "kind", kind);
    }

    /** Last used before this moment, or never. */
    DeviceSelection usedBefore(Instant moment) {
        return and("d.lastUsed < :usedBefore", "usedBefore", moment.toEpochMilli());
    }

    /** Those whose clock is off by more than so many steps. */
    DeviceSelection offBy(int steps) {
        return and("(d.clockDrift > :steps or d.clockDrift < -:steps)", "steps", steps);
    }

    /** Only what stands behind a place in the order of the users' ids and the devices' own. */
    DeviceSelection after(DevicePlace place) {
        parameters.put("afterUser", place.userId());
        String sameUser = "(" + leader + ".userId > :afterUser or " + leader + ".credentialId > :afterDevice)";
        return and(leader + ".userId >= :afterUser and " + sameUser, "afterDevice", place.deviceId());
    }

    /**
     * Reads them in the order of their users' ids and their own: {@code userId, id, username} (null for a user who is
     * not in Keycloak's own table), {@code label, created, kind, drift, used, data}.
     *
     * @param first how many to pass over
     * @param max at most so many
     */
    List<Tuple> read(EntityManager em, int first, int max) {
        var query = em.createQuery(
                """
                select d.userId as userId, d.credentialId as id, u.username as username,
                    coalesce(c.userLabel, f.userLabel) as label, coalesce(c.createdDate, f.createdDate) as created,
                    d.kind as kind, d.serial as serial, d.clockDrift as drift, d.lastUsed as used,
                    coalesce(c.credentialData, f.credentialData) as data
                """
                        + from
                        + DeviceCatalog.WITH_CREDENTIAL
                        + conditions
                        + " order by " + leader + ".userId, " + leader + ".credentialId",
                Tuple.class);
        parameters.forEach(query::setParameter);
        return query.setFirstResult(first).setMaxResults(max).getResultList();
    }
}
