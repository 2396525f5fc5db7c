package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.DeviceState;
import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.DeviceTag;
import io.iammfa.keycloak.store.OwnerLots;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.dto.OTPCredentialData;
import org.keycloak.util.JsonSerialization;

/** Reads devices with their tags and their owners' names. */
final class DeviceReader {

    private final EntityManager em;
    private final String realmId;
    private final Owners owners;

    DeviceReader(KeycloakSession session, String realmId, Owners owners) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
        this.owners = owners;
    }

    List<RealmDevice> read(DeviceSelection selection, int first, int max) {
        List<Tuple> rows = selection.read(em, first, max);
        Map<DevicePlace, List<DeviceTag>> tags = tagsOf(rows);
        return rows.stream()
                .map(row -> new RealmDevice(
                        describe(row),
                        text(row, "userId"),
                        owners.name(text(row, "userId"), text(row, "username")),
                        DeviceTags.toMap(tags.getOrDefault(place(row), List.of()))))
                .toList();
    }

    /** What is known beside the credentials, whatever those look like. */
    List<RealmDeviceState> states(DevicePlace after, int first, int max) {
        List<Tuple> rows = em.createQuery(
                        """
                        select d.userId as userId, d.credentialId as id, d.clockDrift as drift, d.lastStep as step,
                            d.lastUsed as used, d.serial as serial
                        from MfaDeviceEntity d
                        where d.realmId = :realmId and d.userId >= :user and (d.userId > :user or d.credentialId > :device)
                        order by d.userId, d.credentialId""",
                        Tuple.class)
                .setParameter("realmId", realmId)
                .setParameter("user", after == null ? OwnerLots.FIRST : after.userId())
                .setParameter("device", after == null ? OwnerLots.FIRST : after.deviceId())
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
        Map<DevicePlace, List<DeviceTag>> tags = tagsOf(rows);
        return rows.stream()
                .map(row -> new RealmDeviceState(
                        text(row, "userId"),
                        DeviceState.of(
                                text(row, "id"),
                                row.get("drift", Integer.class),
                                row.get("step", Long.class),
                                row.get("used", Long.class),
                                DeviceTags.toMap(tags.getOrDefault(place(row), List.of())),
                                text(row, "serial"))))
                .toList();
    }

    private static DevicePlace place(Tuple row) {
        return new DevicePlace(text(row, "userId"), text(row, "id"));
    }

    private Map<DevicePlace, List<DeviceTag>> tagsOf(List<Tuple> rows) {
        return tags(rows.stream().map(row -> text(row, "userId")).distinct().toList());
    }

    private Map<DevicePlace, List<DeviceTag>> tags(Collection<String> userIds) {
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
                        row -> new DevicePlace((String) row[0], (String) row[1]),
                        Collectors.mapping(
                                row -> new DeviceTag((String) row[2], (String) row[3]), Collectors.toList())));
    }

    private static MfaDevice describe(Tuple row) {
        String id = text(row, "id");
        String kind = text(row, "kind");
        String data = text(row, "data");
        long used = row.get("used", Long.class);
        int drift = row.get("drift", Integer.class);
        return new MfaDevice(
                id,
                Objects.requireNonNullElse(text(row, "label"), "").strip(),
                kind,
                Instant.ofEpochMilli(Objects.requireNonNullElse(row.get("created", Long.class), 0L)),
                used == DeviceRow.NEVER ? null : Instant.ofEpochMilli(used),
                drift == 0 ? 0 : (long) drift * period(data),
                DeviceType.WEBAUTHN.id().equals(kind)
                        ? MfaDevice.SecurityKey.read(id, data).orElse(null)
                        : null,
                text(row, "serial"));
    }

    private static String text(Tuple row, String column) {
        return row.get(column, String.class);
    }

    private static int period(String credentialData) {
        try {
            return JsonSerialization.readValue(credentialData, OTPCredentialData.class)
                    .getPeriod();
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
