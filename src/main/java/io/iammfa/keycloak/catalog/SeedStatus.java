package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.KeptSeeds;
import io.iammfa.keycloak.store.SeedCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * How many seeds of a realm are stored under a key.
 *
 * @param keyId the key, or empty for clear text
 * @param devices users' devices
 * @param tokens hardware tokens of the inventory
 * @param changes devices that were taken from their users and can come back
 */
public record SeedStatus(String keyId, long devices, long tokens, long changes) {

    /** Each key that any seed is under, clear text first. */
    public static List<SeedStatus> of(KeycloakSession session, RealmModel realm) {
        SeedCounts counts = new SeedCounts(session, realm.getId());
        Map<String, Long> devices = counts.devices();
        Map<String, Long> tokens = counts.tokens();
        Map<String, Long> changes = new HashMap<>();
        counts.changes()
                .flatMap(change -> new KeptSeeds(change.userId()).keys(change.content()).stream())
                .forEach(key -> changes.merge(key, 1L, Long::sum));
        TreeSet<String> keys = new TreeSet<>(devices.keySet());
        keys.addAll(tokens.keySet());
        keys.addAll(changes.keySet());
        return keys.stream()
                .map(key -> new SeedStatus(
                        key,
                        devices.getOrDefault(key, 0L),
                        tokens.getOrDefault(key, 0L),
                        changes.getOrDefault(key, 0L)))
                .toList();
    }
}
