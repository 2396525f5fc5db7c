package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.iammfa.keycloak.catalog.SeedRenewal;
import io.iammfa.keycloak.catalog.SeedStatus;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a realm's seeds are stored, as this API shows it.
 *
 * @param seedKey the key that seals, missing for none
 * @param stored by key, clear text first
 * @param renewal the last one, missing where there was none within a day
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SeedsJson(String seedKey, List<Stored> stored, Renewal renewal) {

    /**
     * @param key missing for clear text
     * @param readable whether the vault has the key
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stored(String key, boolean readable, long devices, long tokens, long changes) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Renewal(String state, long renewed, long unreadable, String startedAt, String endedAt) {

        static Renewal of(SeedRenewal.Progress progress) {
            return new Renewal(
                    progress.failed() ? "failed" : progress.endedAt() == null ? "running" : "done",
                    progress.renewed(),
                    progress.unreadable(),
                    progress.startedAt().toString(),
                    progress.endedAt() == null ? null : progress.endedAt().toString());
        }
    }

    static SeedsJson of(
            String seedKey, List<SeedStatus> stored, Predicate<String> readable, SeedRenewal.Progress progress) {
        return new SeedsJson(
                named(seedKey),
                stored.stream()
                        .map(key -> new Stored(
                                named(key.keyId()),
                                key.keyId().isEmpty() || readable.test(key.keyId()),
                                key.devices(),
                                key.tokens(),
                                key.changes()))
                        .toList(),
                progress == null ? null : Renewal.of(progress));
    }

    private static String named(String keyId) {
        return keyId.isEmpty() ? null : keyId;
    }
}
