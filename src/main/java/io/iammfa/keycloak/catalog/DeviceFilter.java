package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.store.DeviceTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which devices of a realm are asked for; null or empty where a filter is not used.
 *
 * @param user of this user alone: id or username
 * @param search the beginning of the device's name, without regard to case, or a part of it as {@code *part*}; the whole
 *     of its owner's username finds it too
 * @param kind {@code totp}, {@code hotp} or {@code webauthn}
 * @param tags all of these, each as {@code key:value}
 * @param lastUsedBefore last used before this moment, or never
 * @param clockOff whether only those whose clock is further off than it should be
 */
public record DeviceFilter(
        String user, String search, String kind, List<String> tags, Instant lastUsedBefore, boolean clockOff) {

    DeviceSelection selection(String realmId, Owners owners) {
        DeviceSelection selection = new DeviceSelection(realmId, tagReadings());
        if (user != null) {
            selection.ofUsers(owners.of(user));
        }
        if (search != null) {
            selection.named(namePattern(), search.contains("*") ? Set.of() : owners.named(search));
        }
        if (kind != null) {
            selection.ofKind(kind);
        }
        if (lastUsedBefore != null) {
            selection.usedBefore(lastUsedBefore);
        }
        if (clockOff) {
            selection.offBy(MfaDevice.MAX_DRIFT_STEPS);
        }
        return selection;
    }

    /** A pattern of {@code like} with the escape {@code !}. */
    String namePattern() {
        String text = search.replaceFirst("^\\*+", "").replaceFirst("\\*+$", "");
        String escaped = DeviceName.searchable(text).replaceAll("[!%_]", "!$0");
        return (search.startsWith("*") ? "%" : "") + escaped + "%";
    }

    /** Both a key and a value may hold colons, so a text with several can be read in several ways. */
    List<List<DeviceTag>> tagReadings() {
        List<List<DeviceTag>> all = new ArrayList<>();
        for (String tag : tags) {
            all.add(IntStream.range(1, tag.length())
                    .filter(i -> tag.charAt(i) == ':')
                    .mapToObj(i -> new DeviceTag(tag.substring(0, i), tag.substring(i + 1)))
                    .filter(reading -> DeviceTags.isKey(reading.key()) && DeviceTags.isValue(reading.value()))
                    .toList());
        }
        return all;
    }

    /** Whether every tag can be read as a key and a value. */
    public boolean hasUsableTags() {
        return tagReadings().stream().noneMatch(List::isEmpty);
    }
}
